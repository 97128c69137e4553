"""A parent's column becomes NOT NULL, or stops being so, over children that have a NOT NULL of their own (PostgreSQL 18)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plan_states import SMALL, desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.own_not_nulls import inherited_name, own_not_nulls
from neonctl_py.model.table import NotNull, Override, Table
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.undo import undo_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

PARENT, CHILD = in_database("table.public.parents"), in_database("table.public.child")
DATABASE = in_database("table.public.child").container("database")
ALONE = NotNull("a", "child_a_not_null", no_inherit=True)
SAID = (Override(column="a", nullable=False),)


def family(child: Table, *, strict: bool) -> dict[Address, Object]:
    column = Column(type="integer", position=1)
    return {
        **shop(),
        PARENT: Table(),
        PARENT.child("column", "a"): replace(column, nullable=False, not_null_name="parents_a_not_null")
        if strict
        else column,
        CHILD: replace(child, inherits=("public.parents",)),
    }


def strict_steps(there: dict[Address, Object], wanted: dict[Address, Object], version: int) -> list[str]:
    """The tables of which NOT NULL is said or taken back, in their order."""
    assert DATABASE is not None
    running = replace(observed(there, SMALL), server_versions={DATABASE: version})
    plan = make_plan(desired(wanted), running)
    assert {(step.operation, step.changed) for step in plan.steps} == {("alter", ("nullable",))}  # type: ignore[union-attr]  # all SQL
    return [str(step.address.parent and step.address.parent.name[-1]) for step in plan.steps]


def test_a_childs_own_goes_before_its_parents_comes() -> None:
    """NO INHERIT would keep Postgres from giving the parent any; before 18 there is nothing that could be in the way."""
    there = family(Table(overrides=SAID, not_nulls=(ALONE,)), strict=False)
    wanted = family(Table(), strict=True)
    assert strict_steps(there, wanted, 180_000) == ["child", "parents"]
    assert strict_steps(there, wanted, 170_000) == ["parents"]


def test_a_childs_own_of_the_wanted_name_stays() -> None:
    own = NotNull("a", "mine")
    there = family(Table(overrides=SAID, not_nulls=(own,)), strict=False)
    assert strict_steps(there, family(Table(not_nulls=(own,)), strict=True), 180_000) == ["parents"]


def test_what_a_child_said_is_noted_for_a_rollback() -> None:
    there = family(Table(overrides=SAID), strict=False)
    plan = make_plan(desired(family(Table(), strict=True)), observed(there, SMALL))
    assert undo_of(plan, there).before[CHILD] == there[CHILD]


def test_parents_in_a_circle_have_no_name_to_give() -> None:
    one = Table(inherits=("public.child",))
    other = Table(inherits=("public.parents",), not_nulls=(NotNull("a", "mine"),))
    states: dict[Address, Object] = {PARENT: one, CHILD: other}
    assert inherited_name(PARENT, one, "b", states) == ""
    assert own_not_nulls(CHILD, other, states) == (NotNull("a", "mine"),)
