"""Which command lines may be answered from memory alone: only those that say nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from neonctl_py.cli.quick import stack_of

CASES: tuple[tuple[list[str], Path | None], ...] = (
    (["plan"], Path()),
    (["plan", "stacks/shop"], Path("stacks/shop")),
    (["plan", "-v", "shop"], Path("shop")),
    (["plan", "shop", "--verbose", "--detailed-exitcode"], Path("shop")),
    ([], None),
    (["apply", "shop"], None),
    (["plan", "shop", "other"], None),
    (["plan", "--help"], None),
    (["plan", "shop", "--json"], None),
    (["plan", "shop", "--var", "a=b"], None),
    (["plan", "--", "shop"], None),
    (["plan", ""], None),
    (["-v", "plan"], None),
)


@pytest.mark.parametrize(("arguments", "expected"), CASES)
def test_what_is_asked_for(arguments: list[str], expected: Path | None) -> None:
    assert expected == stack_of(arguments)
