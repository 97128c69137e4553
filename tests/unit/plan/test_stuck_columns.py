"""Columns whose type Postgres would not change: the plan says so before anything happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_states import desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.table import Table
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

NUMBER = "table.public.one/column.number"
HOLDER = "table.public.holder/column.rows"


def _holder(kind: str) -> dict[Address, Object]:
    return {
        in_database("table.public.holder"): Table(owner="admin"),
        in_database(HOLDER): Column(type=kind, position=1),
    }


def _heir(*parents: str) -> dict[Address, Object]:
    """Of tables that have the column both."""
    return {
        in_database("table.public.two"): Table(owner="admin"),
        in_database("table.public.two/column.number"): Column(type="integer", position=1),
        in_database("table.public.heir"): Table(owner="admin", inherits=parents),
    }


def _with_number(kind: str, beside: dict[Address, Object]) -> dict[Address, Object]:
    own = {
        in_database("table.public.one"): Table(owner="admin"),
        in_database(NUMBER): Column(type=kind, position=1),
    }
    return {**shop(), **own, **beside}


REFUSED = {
    "another table's column holds its rows": (_holder("public.one[]"), ["NP209"]),
    "nobody holds its rows": (_holder("integer[]"), []),
    "an heir has it from a stranger, too": (_heir("public.one", "public.two"), ["NP209"]),
    "an heir has it from this one alone": (_heir("public.one"), []),
}


@pytest.mark.parametrize(("beside", "codes"), REFUSED.values(), ids=REFUSED)
def test_a_type_stays_where_others_hold_it(beside: dict[Address, Object], codes: list[str]) -> None:
    uses = {in_database(HOLDER): (in_database("table.public.one"),)} if in_database(HOLDER) in beside else {}
    there = observed(_with_number("integer", beside))
    plan = make_plan(
        desired(_with_number("bigint", beside)), type(there)(objects=there.objects, depends=uses)
    )
    assert [item.code for item in plan.diagnostics if item.code == "NP209"] == codes
