"""What is meant for a branch, meant for the one that stands in for it."""

from __future__ import annotations

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action
from neonctl_py.plan.elsewhere import Elsewhere
from neonctl_py.plan.steps import SqlStep

MAIN, COPY = Address.parse("project.shop/branch.main"), Address.parse("project.shop/branch.copy")
OTHER = Address.parse("project.shop/branch.main2/role.app")
ELSEWHERE = Elsewhere(MAIN, COPY)
DATABASE = MAIN.child("database", "shop")
ORDERS = DATABASE.child("table", "public", "orders")


def test_a_step_speaks_of_the_stand_in_in_all_its_parts() -> None:
    step = SqlStep(
        action=Action.CREATE,
        operation="create",
        address=ORDERS,
        database=DATABASE,
        after=Table(),
        parts=((ORDERS.child("column", "id"), Column(type="bigint")),),
        context=((DATABASE, Table()),),
        moved_from=DATABASE.child("table", "public", "old"),
    )

    there = ELSEWHERE.step(step)

    assert "branch.main" not in str(there)
    assert ELSEWHERE.back(there.address) == ORDERS
    assert Elsewhere(COPY, MAIN).step(there) == step


def test_only_what_is_within_it_has_a_place_there() -> None:
    assert ELSEWHERE.all([ORDERS, OTHER, MAIN]) == (
        COPY.child("database", "shop").child("table", "public", "orders"),
        COPY,
    )
    assert ELSEWHERE.mapping({OTHER: 1, MAIN: 2}) == {COPY: 2}
    assert ELSEWHERE.place(OTHER) == OTHER
