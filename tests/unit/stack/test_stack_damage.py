"""A damaged stack is refused or loaded, never a bug: each value of the whole language replaced by something else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from neonctl_py.errors import InputError
from neonctl_py.stack.format import format_text
from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    import pytest

SHOP = Path(__file__).with_name("shop.yaml").read_text().split("\n")
_VALUES = st.sampled_from(
    [
        "",
        "null",
        "[]",
        "{}",
        "[a, [b]]",
        "{a: {b: c}}",
        "true",
        "-1",
        "1e400",
        "'x y'",
        '"a \\" b"',
        "select (",
        "${branch}",
        "5m",
        "all",
        "{privileges: {select: [x]}}",
        "x" * 300,
    ]
)


@st.composite
def _damaged(draw: st.DrawFn) -> str:
    """A few lines lose their value, their key, or are gone."""
    lines = list(SHOP)
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(2, len(lines) - 1))
        match = re.match(r"(\s*(?:- )?)([^:#]+)(: ?)(.*)", lines[number])
        if match is None:
            continue
        how = draw(st.integers(0, 3))
        if how == 0:
            lines[number] = ""
        elif how == 1:
            lines[number] = (
                f"{match[1]}{draw(st.sampled_from(['nope', 'default', 'to', 'on', 'null']))}{match[3]}{match[4]}"
            )
        else:
            lines[number] = f"{match[1]}{match[2]}: {draw(_VALUES)}"
    return "\n".join(lines)


@settings(max_examples=80)
@given(_damaged())
def test_damage_is_told(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Every finding has its place, a detail and a code; what still loads survives fmt."""
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(text)
    environment = {"REPORTING_DATABASE_URL": "postgresql://h/d"}
    loaded, diagnostics = None, ()
    try:
        loaded = load_stack(path, variables={}, environment=environment)
    except InputError as error:
        diagnostics = error.diagnostics
    assert bool(diagnostics) is (loaded is None)
    assert all(d.span is not None and d.detail and d.span.file == str(path) for d in diagnostics)
    if loaded is None:
        return
    path.write_text(format_text(text, file="damaged.yaml"))
    assert loaded.desired.objects == load_stack(path, variables={}, environment=environment).desired.objects
