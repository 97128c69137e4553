"""The laws of order, interruption and printed SQL, over the case folders: a sample of them, and all where ``NEONPY_LAWS`` is set."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, database_cases, skip_where_the_server_lacks_something
from laws import Law, can_go, interrupted, shuffled
from pair_run import apply_plan, observed_in, plan_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from laws import Place
    from private_server import PrivateServer

SAMPLE = 1 if os.environ.get("NEONPY_LAWS") else 37
"""One case of so many."""


def _cases() -> Iterator[CaseFolder]:
    """Where a refusal of one direction is the case, or values can't be kept, these laws say nothing more."""
    for number, case in enumerate(database_cases()):
        whole = not case.expected("forward").refused and not case.expected("forward").skip
        if number % SAMPLE == 0 and whole and not case.needs_icu:
            yield case


CHOSEN = list(_cases())


@pytest.fixture
def ends(
    request: pytest.FixtureRequest, case_server: PrivateServer, empty_database: Callable[[str], Place]
) -> Callable[[str], Place]:
    """Makes a database of the case's old or new state."""
    case: CaseFolder = request.getfixturevalue("case")
    skip_where_the_server_lacks_something(case, case_server)

    def built(*files: str) -> Place:
        place = empty_database(case.role)
        for text in map(case.text, ("setup.sql", *files)):
            if text.strip():
                place[1].execute(text)
        return place

    return built


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_order_of_what_was_read_and_written_decides_nothing(
    case: CaseFolder, ends: Callable[..., Place]
) -> None:
    """Law 5."""
    there, wanted = (observed_in(ends(file)[1]) for file in ("old.sql", "new.sql"))
    plan = plan_between(there, wanted, case.wishes)
    again = plan_between(shuffled(there, 1), shuffled(wanted, 2), case.wishes)
    assert (again.changes, again.steps, again.diagnostics) == (plan.changes, plan.steps, plan.diagnostics)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_an_interruption_before_any_step_is_made_good_by_the_same_command(
    case: CaseFolder, ends: Callable[..., Place], law: Law
) -> None:
    """Law 6: one run is stopped when its first step begins, the next one at its second, until one comes through."""
    one, other = ends("old.sql", "rows.sql"), ends("new.sql")
    wanted = observed_in(other[1])
    wishes = case.wishes
    for number in range(1, 100):
        plan = plan_between(observed_in(one[1]), wanted, wishes)
        assert can_go(plan)
        if plan.is_empty or not interrupted(one[0], plan, number):
            break
    assert plan_between(observed_in(one[1]), wanted).changes == ()
    law.same(one, other)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_printed_sql_does_what_apply_does(case: CaseFolder, ends: Callable[..., Place], law: Law) -> None:
    """Law 7, where both begin with the same rows."""
    live, printed = ends("old.sql", "rows.sql"), ends("old.sql", "rows.sql")
    plan = plan_between(observed_in(live[1]), observed_in(ends("new.sql")[1]), case.wishes)
    apply_plan(live[0], plan)
    law.by_script(printed[0], plan)
    law.same(printed, live)


@pytest.fixture(scope="session")
def law(case_server: PrivateServer) -> Law:
    return Law(case_server)
