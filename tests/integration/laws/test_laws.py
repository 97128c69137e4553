"""The laws of the catalog engine, over random schemas. ``NEONPY_LAWS`` is how many examples each gets (``make laws``: many)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import random_kinds
import random_schemas
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from laws import Law, can_go, interrupted, shuffled
from pair_run import Wishes, apply_plan, observed_in, plan_between
from seeded_rows import Rows, held

from neonctl_py.errors import PostgresError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import ModuleType

    from private_server import PrivateServer

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

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


@dataclass(frozen=True)
class Ends:
    """Two schemas as SQL, and rows for the first."""

    old: str
    new: str
    rows: str


def _ends(made: ModuleType) -> st.SearchStrategy[Ends]:
    return made.edited().map(lambda pair: Ends(*map(made.sql, pair), made.rows(pair[0])))  # type: ignore[no-any-return]


ENDS = st.one_of(_ends(random_schemas), _ends(random_kinds))
"""Tables in depth, or every kind there is."""

SCHEMAS = ENDS.map(lambda ends: ends.new)
LARGE = st.booleans().map(lambda large: Wishes(all_large=large))


@pytest.fixture(scope="session")
def law(case_server: PrivateServer) -> Law:
    return Law(case_server)


def built(make: Callable[..., tuple[Secret, Connection]], schema: str) -> tuple[Secret, Connection]:
    place = make()
    place[1].execute(schema)
    return place


def fits(url: Secret, plan: Plan) -> bool:
    """Do the rows bear it? A key to a table that is new, and empty, holds for none of them."""
    try:
        apply_plan(url, plan)
    except PostgresError as error:
        if error.sqlstate == _NO_SUCH_KEY:
            return False
        raise
    return True


def valued(rows: Rows) -> Rows:
    """One value is one text, whatever its type: ``1.00`` is 1, and all clocks show UTC."""
    return {table: [_SPELLING.sub("", row) for row in held] for table, held in rows.items()}


_NO_SUCH_KEY = "23503"
_SPELLING = re.compile(r"\.0+(?=[,)\"])|\+00(?=[,)\"])")


@EXAMPLES
@given(ends=ENDS, wishes=LARGE)
def test_a_change_leads_where_a_fresh_start_leads_and_keeps_the_rows(
    ends: Ends, wishes: Wishes, law: Law, empty_databases: Databases
) -> None:
    """Laws 1 to 3, there and back."""
    with empty_databases() as make:
        one, other = built(make, ends.old), built(make, ends.new)
        first, last = observed_in(one[1]), observed_in(other[1])
        assert plan_between(first, first).is_empty
        columns = held(first.objects, last.objects, (), ())
        one[1].execute(ends.rows)
        rows = columns.read(one[1], new=False)
        for there, goal in ((first, last), (last, first)):
            plan = plan_between(there, goal, wishes)
            if not can_go(plan):
                return
            if not fits(one[0], plan):
                return
            assert plan_between(observed_in(one[1]), goal).changes == ()
            assert valued(columns.read(one[1], new=goal is last)) == valued(rows)
            law.same(one, other if goal is last else built(make, ends.old))


@EXAMPLES
@given(schema=SCHEMAS)
def test_what_was_read_builds_the_same_elsewhere(schema: str, law: Law, empty_databases: Databases) -> None:
    """Law 4, without the YAML between."""
    with empty_databases() as make:
        there, elsewhere = built(make, schema), make()
        wanted = observed_in(there[1])
        apply_plan(elsewhere[0], plan_between(observed_in(elsewhere[1]), wanted))
        assert plan_between(observed_in(elsewhere[1]), wanted).changes == ()
        law.same(elsewhere, there)


@EXAMPLES
@given(ends=ENDS, seed=st.integers(0, 2**16))
def test_a_plan_does_not_depend_on_the_order_of_its_input(
    ends: Ends, seed: int, empty_databases: Databases
) -> None:
    """Law 5."""
    with empty_databases() as make:
        there, wanted = (observed_in(built(make, schema)[1]) for schema in (ends.old, ends.new))
    plan, again = (
        plan_between(there, wanted),
        plan_between(shuffled(there, seed), shuffled(wanted, seed + 1)),
    )
    assert again.changes == plan.changes
    assert again.steps == plan.steps


@EXAMPLES
@given(ends=ENDS, wishes=LARGE, data=st.data())
def test_an_interrupted_change_converges_when_it_is_repeated(
    ends: Ends,
    wishes: Wishes,
    data: st.DataObject,
    law: Law,
    empty_databases: Databases,
) -> None:
    """Law 6: the run ends before some step, whatever it had begun."""
    with empty_databases() as make:
        one, other = built(make, ends.old), built(make, ends.new)
        wanted = observed_in(other[1])
        plan = plan_between(observed_in(one[1]), wanted, wishes)
        if not can_go(plan):
            return
        last = data.draw(st.integers(1, max(1, len(plan.steps))))
        if plan.steps:
            assert interrupted(one[0], plan, last)
        apply_plan(one[0], plan_between(observed_in(one[1]), wanted, wishes))
        assert plan_between(observed_in(one[1]), wanted).changes == ()
        law.same(one, other)


@EXAMPLES
@given(ends=ENDS, wishes=LARGE)
def test_the_printed_sql_does_what_apply_does(
    ends: Ends, wishes: Wishes, law: Law, empty_databases: Databases
) -> None:
    """Law 7: live and offline."""
    with empty_databases() as make:
        one, other = built(make, ends.old), built(make, ends.new)
        plan = plan_between(observed_in(one[1]), observed_in(other[1]), wishes)
        if can_go(plan):
            law.by_script(one[0], plan)
            law.same(one, other)
