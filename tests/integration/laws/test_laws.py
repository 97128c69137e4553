"""The laws of the catalog engine, over random schemas. ``NEONPY_LAWS`` is how many examples each gets (``make laws``: many)."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import random_schemas as made
from catalog_rows import catalog_rows
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pair_run import DATABASE, Wishes, apply_plan, observed_in, plan_between
from schema_dump import schema_dump
from seeded_rows import held

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.ddl.offline import script_text
from neonctl_py.plan.steps import SqlStep
from neonctl_py.report.events import Event, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from private_server import PrivateServer

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import DatabaseState

    Databases = Callable[[], AbstractContextManager[Callable[..., tuple[Secret, Connection]]]]

MANY = int(os.environ.get("NEONPY_LAWS", "0"))
EXAMPLES = settings(
    max_examples=MANY or 8,
    derandomize=not MANY,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if MANY else [])],
    suppress_health_check=list(HealthCheck),
)
LARGE = st.booleans().map(lambda large: Wishes(all_large=large))


class Law:
    """The comparison that all laws end with."""

    def __init__(self, server: PrivateServer) -> None:
        self.server = server

    def same(self, one: tuple[Secret, Connection], other: tuple[Secret, Connection]) -> None:
        """Two databases mean the same: by the catalogs' rows, or else in pg_dump's judgement."""
        if catalog_rows(one[1]) != catalog_rows(other[1]):
            found, wanted = (schema_dump(self.server.binaries, url) for url, _ in (one, other))
            assert found.difference(wanted) == ""


@pytest.fixture(scope="session")
def law(case_server: PrivateServer) -> Law:
    return Law(case_server)


def built(make: Callable[..., tuple[Secret, Connection]], schema: made.Schema) -> tuple[Secret, Connection]:
    place = make()
    place[1].execute(made.sql(schema))
    return place


@EXAMPLES
@given(pair=made.edited(), wishes=LARGE)
def test_a_change_leads_where_a_fresh_start_leads_and_keeps_the_rows(
    pair: tuple[made.Schema, made.Schema], wishes: Wishes, law: Law, empty_databases: Databases
) -> None:
    """Laws 1 to 3, there and back."""
    with empty_databases() as make:
        one, other = (built(make, schema) for schema in pair)
        first, last = observed_in(one[1]), observed_in(other[1])
        assert plan_between(first, first).is_empty
        columns = held(first.objects, last.objects, (), ())
        one[1].execute(made.rows(pair[0]))
        rows = columns.read(one[1], new=False)
        for there, goal in ((first, last), (last, first)):
            apply_plan(one[0], plan_between(there, goal, wishes))
            assert plan_between(observed_in(one[1]), goal).changes == ()
            assert columns.read(one[1], new=goal is last) == rows
            law.same(one, other if goal is last else built(make, pair[0]))


@EXAMPLES
@given(schema=made.schemas())
def test_what_was_read_builds_the_same_elsewhere(
    schema: made.Schema, law: Law, empty_databases: Databases
) -> None:
    """Law 4, without the YAML between."""
    with empty_databases() as make:
        there, elsewhere = built(make, schema), make()
        wanted = observed_in(there[1])
        apply_plan(elsewhere[0], plan_between(observed_in(elsewhere[1]), wanted))
        assert plan_between(observed_in(elsewhere[1]), wanted).changes == ()
        law.same(elsewhere, there)


@EXAMPLES
@given(pair=made.edited(), seed=st.integers(0, 2**16))
def test_a_plan_does_not_depend_on_the_order_of_its_input(
    pair: tuple[made.Schema, made.Schema], seed: int, empty_databases: Databases
) -> None:
    """Law 5."""
    with empty_databases() as make:
        there, wanted = (observed_in(built(make, schema)[1]) for schema in pair)
    plan, again = (
        plan_between(there, wanted),
        plan_between(_shuffled(there, seed), _shuffled(wanted, seed + 1)),
    )
    assert again.changes == plan.changes
    assert again.steps == plan.steps


@EXAMPLES
@given(pair=made.edited(), wishes=LARGE, data=st.data())
def test_an_interrupted_change_converges_when_it_is_repeated(
    pair: tuple[made.Schema, made.Schema],
    wishes: Wishes,
    data: st.DataObject,
    law: Law,
    empty_databases: Databases,
) -> None:
    """Law 6: the run ends before some step, whatever it had begun."""
    with empty_databases() as make:
        one, other = (built(make, schema) for schema in pair)
        wanted = observed_in(other[1])
        plan = plan_between(observed_in(one[1]), wanted, wishes)
        last = data.draw(st.integers(1, max(1, len(plan.steps))))
        steps = [step for step in plan.steps if isinstance(step, SqlStep)]
        if steps:
            with pytest.raises(PowerGoneError):
                run_sql_steps(one[0], steps, database=DATABASE, on_event=_interrupting(last))
        apply_plan(one[0], plan_between(observed_in(one[1]), wanted, wishes))
        assert plan_between(observed_in(one[1]), wanted).changes == ()
        law.same(one, other)


@EXAMPLES
@given(pair=made.edited(), wishes=LARGE)
def test_the_printed_sql_does_what_apply_does(
    pair: tuple[made.Schema, made.Schema], wishes: Wishes, law: Law, empty_databases: Databases
) -> None:
    """Law 7: live and offline."""
    with empty_databases() as make:
        one, other = (built(make, schema) for schema in pair)
        plan = plan_between(observed_in(one[1]), observed_in(other[1]), wishes)
        steps = [step for step in plan.steps if isinstance(step, SqlStep)]
        for statement in _statements(script_text(steps)):
            one[1].execute(statement)
        law.same(one, other)


class PowerGoneError(Exception):
    """As if the power had gone."""


def _interrupting(number: int) -> Callable[[Event], None]:
    started: list[Event] = []

    def listen(event: Event) -> None:
        if isinstance(event, StepStarted):
            started.append(event)
            if len(started) >= number:
                raise PowerGoneError

    return listen


def _shuffled(state: DatabaseState, seed: int) -> DatabaseState:
    items = list(state.objects.items())
    random.Random(seed).shuffle(items)  # noqa: S311  an order, not a secret
    return replace(state, objects=dict(items))


def _statements(script: str) -> list[str]:
    """The names and texts above hold no semicolon at the end of a line."""
    return [part for part in script.split(";\n") if part.strip()]
