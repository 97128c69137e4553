"""A schema that holds what no stack manages can't be dropped: the plan says so, and by name."""

from __future__ import annotations

import pytest
from plan_states import DATABASE, at, desired, in_database, observed, shop

from neonctl_py.model.schema import Schema
from neonctl_py.model.state import Unsupported
from neonctl_py.plan.build import make_plan

OLD = in_database("schema.old")


@pytest.mark.parametrize(
    ("kind", "name", "codes"),
    [
        pytest.param("conversion", "old.latin", ["NP207"], id="a conversion in it"),
        pytest.param("type", "old.point3", ["NP207"], id="a base type in it"),
        pytest.param("conversion", "older.latin", [], id="a conversion in another schema"),
        pytest.param(
            "comment on an index that a partition has from its parent", "old.i", [], id="goes along"
        ),
    ],
)
def test_a_schema_that_holds_what_nobody_manages_stays(kind: str, name: str, codes: list[str]) -> None:
    there = observed(shop() | {OLD: Schema()}, unsupported=(Unsupported(at(DATABASE), kind, (name,)),))
    plan = make_plan(desired(shop(), removed=(OLD,)), there)
    assert [item.code for item in plan.diagnostics] == codes
    assert all(f"{kind} {name}" in item.detail for item in plan.diagnostics)
