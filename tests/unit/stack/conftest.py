"""What the stack room's tests share: loading a text, and texts that carry their expected mistakes."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import InputError
from neonctl_py.stack.load import LoadedStack, load_stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MARK = re.compile(r"«(NP\d+)»")


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., LoadedStack]:
    """Load one text; ``files`` are more files beside it."""

    def run(
        text: str,
        *,
        files: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> LoadedStack:
        path = tmp_path / "stack.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        for name, content in (files or {}).items():
            other = tmp_path / name
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_text(textwrap.dedent(content), encoding="utf-8")
        return load_stack(path, variables=variables or {}, environment=environment or {})

    return run


@pytest.fixture
def mistakes(
    load: Callable[..., LoadedStack], tmp_path: Path
) -> Callable[..., tuple[set[tuple[str, str]], set[tuple[str, str]], str]]:
    """(expected, found, messages) of a text with ``«NP110»`` before each place that is wrong; warnings count too."""

    def run(text: str, **arguments: object) -> tuple[set[tuple[str, str]], set[tuple[str, str]], str]:
        clean, expected = _unmarked(textwrap.dedent(text))
        try:
            diagnostics = load(clean, **arguments).diagnostics
        except InputError as error:
            diagnostics = error.diagnostics
        found = {
            (diagnostic.code, str(diagnostic.span).removeprefix(f"{tmp_path}/")) for diagnostic in diagnostics
        }
        return expected, found, "\n".join(map(str, diagnostics))

    return run


def _unmarked(text: str) -> tuple[str, set[tuple[str, str]]]:
    expected: set[tuple[str, str]] = set()
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        rest = line
        while match := _MARK.search(rest):
            expected.add((match[1], f"stack.yaml:{number}:{match.start() + 1}"))
            rest = rest[: match.start()] + rest[match.end() :]
        lines.append(rest)
    return "\n".join(lines), expected
