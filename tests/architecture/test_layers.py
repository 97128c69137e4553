"""The law of the house: who may import whom, in a table, read from the syntax trees."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "neonctl_py"
NAME = PACKAGE.name
FLOOR = frozenset({"errors", "diagnostics", "version"})
"""What everyone but the embedded Neon stands on."""


@dataclass(frozen=True)
class Room:
    """``ours``: the rooms that it may import, beside itself and the floor. ``theirs``: third-party packages."""

    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    has_floor: bool = True


def _room(ours: str = "", theirs: str = "", *, floor: bool = True) -> Room:
    return Room(frozenset(ours.split()), frozenset(theirs.split()), floor)


ROOMS = {
    "errors": Room(frozenset({"diagnostics"}), has_floor=False),
    "diagnostics": Room(has_floor=False),
    "version": Room(has_floor=False),
    "model": _room(),
    "cache": _room("model"),
    "settings": _room("model"),
    "stack": _room("model", "pydantic yaml"),
    "plan": _room("model"),
    "lint": _room("model plan", "postgast cel"),
    "report": _room("model plan"),
    "monitor": _room("model report", "httpx"),
    "render": _room("model plan report"),
    "render/terminal": _room("model plan report render", "rich"),
    "neon": _room("model", "httpx pydantic"),
    "postgres": _room("model", "psycopg"),
    "ddl": _room("model plan", "alembic sqlalchemy"),
    "backup": _room("model report postgres"),
    "apply": _room("model plan report neon postgres ddl", "sqlalchemy psycopg"),
    "workflows": _room("model cache settings stack plan lint report monitor neon postgres ddl backup apply"),
    "emulator": _room("", "werkzeug waitress psycopg", floor=False),
    "cli": _room(
        "workflows render render/terminal stack model cache plan report lint settings emulator", "typer rich"
    ),
    "__main__": _room("cli"),
}


@dataclass(frozen=True)
class Import:
    """``target``: dotted module name. ``for_types_only``: under TYPE_CHECKING."""

    line: int
    target: str
    for_types_only: bool


@cache
def modules() -> dict[str, Path]:
    """Dotted name -> file, of the whole package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Every import of the module, wherever it stands; what is imported from a package is the submodule where it is one."""
    path = modules()[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return tuple(_imports(ast.parse(path.read_text()), package, for_types_only=False))


def _imports(node: ast.AST, package: str, *, for_types_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(child.lineno, alias.name, for_types_only) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                above = package.split(".")[: len(package.split(".")) - child.level + 1]
                base = ".".join([*above, *([child.module] if child.module else [])])
            for alias in child.names:
                full = f"{base}.{alias.name}"
                yield Import(child.lineno, full if full in modules() else base, for_types_only)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from _imports(child, package, for_types_only=True)
        else:
            yield from _imports(child, package, for_types_only=for_types_only)


def room_of(module: str) -> str:
    """The row of the table that a module of ours stands in."""
    parts = module.split(".")[1:]
    longest = "/".join(parts[:2])
    return longest if longest in ROOMS else parts[0] if parts else NAME


def is_standard(top: str) -> bool:
    """Is the package of that name Python's own?"""
    return top in sys.stdlib_module_names


def broken_laws(module: str) -> Iterator[str]:
    """Every import of the module that its room's row does not allow."""
    own = room_of(module)
    room = ROOMS[own]
    allowed = {own, *room.ours, *(FLOOR if room.has_floor else ())}
    for found in imports(module):
        top = found.target.partition(".")[0]
        fits = room_of(found.target) in allowed if top == NAME else is_standard(top) or top in room.theirs
        if not fits:
            yield f"{modules()[module]}:{found.line}: {own} must not import {found.target}"


def test_every_module_stands_in_a_room() -> None:
    assert {room_of(module) for module in modules()} - {NAME} <= set(ROOMS)


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_what_its_row_allows(room: str) -> None:
    broken = [law for module in modules() if room_of(module) == room for law in broken_laws(module)]
    assert broken == []


def test_no_module_imports_itself_by_a_detour() -> None:
    """Types may point anywhere below; what runs may not run in circles."""
    graph = {
        module: {
            found.target
            for found in imports(module)
            if not found.for_types_only and found.target in modules()
        }
        for module in modules()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module not in done:
            for target in sorted(graph[module] - {module}):
                visit(target, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


def test_every_file_is_short_enough_to_be_known() -> None:
    lengths = {module: len(path.read_text().splitlines()) for module, path in modules().items()}
    assert {module: length for module, length in lengths.items() if length >= 500} == {}


def test_a_package_file_holds_a_docstring_and_nothing_else() -> None:
    """A re-export hub makes import cycles."""
    bodies = {
        module: [type(statement).__name__ for statement in ast.parse(path.read_text()).body]
        for module, path in modules().items()
        if path.name == "__init__.py"
    }
    assert {module: body for module, body in bodies.items() if body != ["Expr"]} == {}


FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "base", "misc", "shared"}


def test_every_file_is_named_by_what_it_is() -> None:
    assert [module for module in modules() if module.rpartition(".")[2] in FORBIDDEN_NAMES] == []


def test_every_module_says_what_lives_in_it() -> None:
    docstrings = {
        module: ast.get_docstring(ast.parse(path.read_text())) for module, path in modules().items()
    }
    assert [module for module, docstring in docstrings.items() if not docstring] == []


def test_every_row_of_the_table_is_about_a_room_that_may_exist() -> None:
    known = {room for row in ROOMS.values() for room in row.ours}
    assert known <= set(ROOMS)


def test_the_reader_of_imports_sees_what_it_must() -> None:
    """The law is only as good as its eyes: relative, nested, aliased and type-only imports."""
    source = ast.parse(
        "from . import address\n"
        "from ..model.values import Secret as S\n"
        "import httpx as h\n"
        "def f():\n    from neonctl_py.plan import plan\n"
        "if TYPE_CHECKING:\n    import psycopg.rows\n"
    )
    seen = [
        (found.target, found.for_types_only)
        for found in _imports(source, f"{NAME}.model", for_types_only=False)
    ]
    assert seen == [
        (f"{NAME}.model.address", False),
        (f"{NAME}.model.values", False),
        ("httpx", False),
        (f"{NAME}.plan.plan", False),
        ("psycopg.rows", True),
    ]
