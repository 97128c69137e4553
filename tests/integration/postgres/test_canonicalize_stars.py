"""``select *`` of a table whose columns this very plan changes means the columns of tomorrow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fresh_database import DATABASE, Database

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.model.column import Column
from neonctl_py.model.state import Desired, Object, Observed
from neonctl_py.model.view import View
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.diff import candidates
from neonctl_py.plan.steps import SqlStep
from neonctl_py.postgres.canonicalize import canonicalize
from neonctl_py.postgres.spelling_cache import SpellingCache

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

T, V, W = (
    DATABASE.child(kind, "public", name) for kind, name in (("table", "t"), ("view", "v"), ("view", "w"))
)
WORLD = "create table t (a int, b text); create view v as select * from t; create view w as select v.*, 1 as n from v"
WRITTEN = {V: "select * from t", W: "select v.*, 1 as n from v"}


def planned(database: Database, change: dict[Address, Object | None]) -> list[SqlStep]:
    """What makes the stack so, in which both views are written with a star."""
    state = database.state()
    objects = {
        **state.objects,
        **{
            place: replace(_view(state.objects[place]), query=text, columns=())
            for place, text in WRITTEN.items()
        },
        **change,
    }
    desired = Desired(
        stack="x", objects={place: value for place, value in objects.items() if value is not None}
    )
    observed = Observed(
        objects=state.objects,
        depends=state.depends,
        sizes=state.sizes,
        server_versions={DATABASE: state.server_version},
    )
    asked = candidates(desired, observed)
    spelled = canonicalize(
        database.session, DATABASE, desired, state.objects, asked, spellings=SpellingCache()
    )
    plan = make_plan(replace(desired, objects={**desired.objects, **spelled}), observed)
    return [step for step in plan.steps if isinstance(step, SqlStep)]


def _view(value: Object) -> View:
    assert isinstance(value, View)
    return value


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({T.child("column", "c"): Column(type="date", position=3)}, ["a", "b", "c", "n"]),
        ({T.child("column", "b"): None}, ["a", "n"]),
        ({T.child("column", "a"): None, T.child("column", "z"): Column(type="date", position=3)}, ["b", "z", "n"]),
    ],
    ids=["more", "less", "others"],
)  # fmt: skip
def test_one_plan_is_enough(
    database: Database, change: dict[Address, Object | None], columns: list[str]
) -> None:
    database.run(WORLD)
    steps = planned(database, change)
    run_sql_steps(database.url, steps, database=DATABASE)
    found = _view(database.state().objects[W])
    assert [column.name for column in found.columns] == columns
    assert planned(database, {}) == []


def test_a_view_of_one_table_that_grows_is_replaced_in_place(database: Database) -> None:
    database.run(
        "create table t (a int, b text); create view v as select * from t; create view w as select a as n from v"
    )
    written = {V: "select * from t"}
    state = database.state()
    more = {T.child("column", "c"): Column(type="date", position=3)}
    views = {
        place: replace(_view(state.objects[place]), query=text, columns=()) for place, text in written.items()
    }
    desired = Desired(stack="x", objects={**state.objects, **views, **more})
    spelled = canonicalize(
        database.session, DATABASE, desired, state.objects, (V,), spellings=SpellingCache()
    )
    plan = make_plan(
        replace(desired, objects={**desired.objects, **spelled}),
        Observed(objects=state.objects, depends=state.depends, sizes=state.sizes),
    )
    assert [(step.address.kind, getattr(step, "operation", "")) for step in plan.steps] == [
        ("column", "add"),
        ("view", "replace"),
    ]


def test_a_star_over_what_stays_is_spelled_as_ever(database: Database) -> None:
    database.run(WORLD)
    assert planned(database, {}) == []
