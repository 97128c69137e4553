"""What the cases hold neonpy to: tests/cases/coverage.yaml, and what a plan really did. Never here: running a case."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import yaml
from case_folder import CASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.plan import Plan

Sort = tuple[str, str]
"""A kind, and what becomes of it: create, delete, replace, rename, dependant (it goes and comes back because of something
else), grant, or a field that differs."""


def sorts(plans: Iterable[Plan]) -> set[Sort]:
    """All that these plans did."""
    return {found for plan in plans for change in plan.changes for found in _sorts_of(change)}


def _sorts_of(change: Change) -> Iterator[Sort]:
    yield change.kind, change.action.value
    if change.because:
        yield change.kind, "dependant"
    if change.moved_from is not None:
        yield change.kind, "rename"
    if change.kind == "grant" and change.address.parent is not None:
        yield change.address.parent.kind, "grant"
    yield from ((change.kind, item.field) for item in change.differences)


@cache
def claimed() -> dict[str, set[Sort]]:
    """By case, what coverage.yaml says that it shows."""
    found: dict[str, set[Sort]] = defaultdict(set)
    for kind, of_kind in yaml.safe_load((CASES / "coverage.yaml").read_text("utf-8")).items():
        for sort, case in of_kind.items():
            found[case].add((kind, sort))
    return found
