"""Default privileges are given to whatever is made after them, so what the plan makes comes first."""

from __future__ import annotations

import pytest

from neonctl_py.plan.registry import RANKS


@pytest.mark.parametrize(
    "kind",
    [
        "schema",
        "enum",
        "domain",
        "composite",
        "range",
        "function",
        "aggregate",
        "sequence",
        "table",
        "foreign_table",
        "view",
        "materialized_view",
    ],
)
def test_nothing_that_they_reach_is_made_after_them(kind: str) -> None:
    assert RANKS[kind] < RANKS["default_privileges"]
