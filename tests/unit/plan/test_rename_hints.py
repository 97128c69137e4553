"""A drop beside an equal creation is pointed out as a rename that was perhaps meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plan_states import SMALL, desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

ORDERS = in_database("table.public.orders")
OLD, NEW = ORDERS.child("column", "total"), ORDERS.child("column", "amount")
TOTAL = Column(type="numeric(10,2)", nullable=True, position=3)


def hints(there: dict[Address, Object], wanted: dict[Address, Object]) -> list[str]:
    plan = make_plan(desired(wanted), observed(there, SMALL))
    return [item.hint for item in plan.diagnostics if item.code == "NP211"]


def test_a_column_that_goes_while_its_like_comes_may_be_renamed() -> None:
    (hint,) = hints({**shop(), OLD: TOTAL}, {**shop(), NEW: TOTAL})
    assert f"- {{from: {OLD}, to: {NEW}}}" in hint


def test_another_type_is_no_rename() -> None:
    assert hints({**shop(), OLD: TOTAL}, {**shop(), NEW: Column(type="text")}) == []


def test_two_that_come_are_told_apart_by_nobody() -> None:
    third = ORDERS.child("column", "other")
    assert hints({**shop(), OLD: TOTAL}, {**shop(), NEW: TOTAL, third: TOTAL}) == []


def test_a_table_that_is_left_behind_may_have_been_meant() -> None:
    renamed = {
        place.moved(ORDERS, in_database("table.public.purchases")): value for place, value in shop().items()
    }
    (hint,) = hints(shop(), renamed)
    assert "from: project.shop/branch.main/database.neondb/table.public.orders, to:" in hint


def test_a_plan_that_only_adds_has_no_such_advice() -> None:
    assert hints(shop(), {**shop(), NEW: TOTAL}) == []
