"""The tables at the end of the stacks' READMEs: what they name is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from neonctl_py.cli.app import app
from neonctl_py.stack.load import load_stack

REPOSITORY = Path(__file__).parents[3]
STACKS = sorted(path.parent for path in (REPOSITORY / "stacks").glob("*/README.md"))
ENVIRONMENT = {
    "NEONHUB_POSTGRES_URL": "postgresql://owner@localhost/neonhub",
    **{f"VORKLEE_{name}_PUBLISHER": "host=h" for name in ("CORE", "NOTES", "ATTENDANCE", "HR")},
}
_CELL = re.compile(r"(?<!\\)\|")
_QUOTED = re.compile(r"`([^`]+)`")
_ITALIC = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_PATH = re.compile(r"(?:tests|\.github)/[\w./-]+(?:::\w+)?|test_\w+\.py(?:::\w+)?")
_OBJECT = re.compile(
    r"(?:[\w-]+/)?(?:archive|auth_provider|branch|check|column|constraint|database|extension|function|grant|monitor|policy|"
    r"publication|replica|retention|role|schema|table|trigger|view)\.[^\s:*]+"
)
_INDEX_OR_KEY = re.compile(r"\w+_(?:idx|key|fkey|pkey)")
_SAID = re.compile(
    r"acceptance test|the platform's business|not neonpy's business|by reading|\*\*later\*\*|nothing deletes them|not used|"
    r"not done|see (?:there|below|the main README)|drift|neonpy|indexes above|own tests|the same|the stack language|rest is|tests/"
)
"""How a row may be shown to hold, or who else's business it is."""


class Row(NamedTuple):
    stack: Path
    section: str
    here: str
    shown: str

    @property
    def names(self) -> list[str]:
        return _QUOTED.findall(f"{self.here} {self.shown}")


def _rows(stack: Path) -> list[Row]:
    text = (stack / "README.md").read_text(encoding="utf-8")
    table = text.partition("## Requirement by requirement")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [Row(stack, *(cell.strip() for cell in _CELL.split(line)[1:-1])) for line in lines]


ROWS = [row for stack in STACKS for row in _rows(stack)]


@cache
def _declared(stack: Path) -> tuple[str, ...]:
    """The addresses of everything in the stack's files, without quotation marks."""
    texts: set[str] = set()
    for file in stack.glob("*.yaml"):
        if "\nversion:" in file.read_text(encoding="utf-8"):
            desired = load_stack(file, variables={}, environment=ENVIRONMENT).desired
            texts |= {
                str(address).replace('"', "")
                for address in (*desired.objects, *desired.external, *desired.declarations)
            }
    return tuple(texts)


@cache
def _proofs(stack: Path) -> frozenset[str]:
    desired = load_stack(stack, variables={}, environment=ENVIRONMENT).desired
    return frozenset(proof.name.partition(": ")[0] for of in desired.proofs.values() for proof in of.proofs)


@cache
def _functions(file: Path) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )


def _is_there(path: str) -> bool:
    file, _, function = path.partition("::")
    found = [REPOSITORY / file] if "/" in file else list((REPOSITORY / "tests").rglob(file))
    return any(each.exists() and (not function or function in _functions(each)) for each in found)


def test_every_stack_has_a_table_of_three_full_columns() -> None:
    """What the document says, where it is, and what shows it or whose business it is: no cell is empty."""
    assert len(STACKS) == 5
    assert {stack.name: len(_rows(stack)) > 25 for stack in STACKS} == dict.fromkeys(
        (stack.name for stack in STACKS), True
    )
    assert [(row.section, row.shown) for row in ROWS if not row.section or not _SAID.search(row.shown)] == []


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_the_tests_that_a_table_names_exist(stack: Path) -> None:
    """Files, functions in them, the stack's own story, and proofs by their names."""
    text = (stack / "README.md").read_text(encoding="utf-8")
    assert [path for path in _PATH.findall(text) if not _is_there(path)] == []
    assert f"tests/acceptance/test_stack_{stack.name.replace('-', '_')}.py" in text
    cited = [
        name
        for row in _rows(stack)
        if "neonpy test" in row.shown
        for name in _ITALIC.findall(_QUOTED.sub("", row.shown))
    ]
    assert sorted(set(cited) - _proofs(stack)) == []


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_what_a_table_names_is_in_the_stack(stack: Path) -> None:
    """Addresses, indexes and files."""
    missing = [name for row in _rows(stack) for name in row.names if not _is_declared(stack, name)]
    assert missing == []


def _is_declared(stack: Path, name: str) -> bool:
    if re.fullmatch(r"[\w*]+/[\w*]+\.yaml|[\w]+\.yaml", name):
        return any(stack.glob(name))
    if _OBJECT.fullmatch(name) or _INDEX_OR_KEY.fullmatch(name):
        whole = re.compile(rf"(?:^|[/.]){re.escape(name.replace(chr(34), ''))}(?:/|$)")
        return any(whole.search(address) for address in _declared(stack))
    return True


def test_the_commands_that_the_tables_name_exist() -> None:
    """``neonpy WORD``."""
    named = {
        match[1]
        for row in ROWS
        for name in row.names
        if (match := re.match(r"neonpy ([a-z]+)", name)) is not None
    }
    known = typer.main.get_command(app).list_commands(None)  # type: ignore[attr-defined]  # it is a group
    assert sorted(named - set(known)) == []
