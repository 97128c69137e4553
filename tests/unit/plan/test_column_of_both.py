"""A column that a child declares beside its parent, against one that it only inherits: what is said of it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plan_states import SMALL, desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.table import Override, Table
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

PARENT, CHILD = in_database("table.public.parents"), in_database("table.public.child")
OWN = CHILD.child("column", "a")


def family(said: str | None = None, own: Column | None = None) -> dict[Address, Object]:
    overrides = (Override(column="a", default=said),) if said else ()
    there: dict[Address, Object] = {
        **shop(),
        PARENT: Table(),
        PARENT.child("column", "a"): Column(type="integer", default="1", position=1),
        CHILD: Table(inherits=("public.parents",), overrides=overrides),
    }
    return there if own is None else {**there, OWN: own}


def steps(there: dict[Address, Object], wanted: dict[Address, Object]) -> list[str]:
    plan = make_plan(desired(wanted), observed(there, SMALL))
    return [f"{step.operation} {step.address.segment} {step.changed}" for step in plan.steps]  # type: ignore[union-attr]  # all SQL


def test_what_it_says_is_said_of_the_inherited_one_and_taken_back() -> None:
    own = Column(type="integer", default="2", position=1)
    assert steps(family(), family(own=own)) == ["alter column.a ('default',)"]
    assert steps(family(own=own), family()) == ["alter column.a ('default',)"]


def test_an_override_says_the_same_as_a_column_of_both() -> None:
    own = Column(type="integer", default="2", position=1)
    assert steps(family(said="2"), family(own=own)) == []
    assert steps(family(own=own), family(said="2")) == []


def test_a_column_of_both_that_says_nothing_else_is_the_inherited_one() -> None:
    same = Column(type="integer", default="1", position=1)
    assert steps(family(), family(own=same)) == []
    assert steps(family(own=same), family()) == []


def test_what_postgres_can_not_change_of_it_is_told() -> None:
    """And nothing is planned."""
    both = family(own=Column(type="integer", default="1", position=1))
    second = {**family(), in_database("table.public.others"): Table()}
    ordered, turned = (
        {**second, CHILD: Table(inherits=parents)}
        for parents in (("public.parents", "public.others"), ("public.others", "public.parents"))
    )
    for there, wanted in ((both, family()), (family(), both), (ordered, turned)):
        plan = make_plan(desired(wanted), observed(there, SMALL))
        assert [item.code for item in plan.diagnostics] == ["NP305"]
        assert plan.is_empty
    assert make_plan(desired(ordered), observed(ordered, SMALL)).diagnostics == ()
