"""Every folder of tests/cases, both directions: what a plan makes of the old state is what the new one is when built anew."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, Expected, all_cases
from pair_run import Wishes, apply_plan, observed_at, plan_between
from schema_dump import SchemaDump, schema_dump
from seeded_rows import Held, Rows, held

from neonctl_py.diagnostics import Severity
from neonctl_py.plan.steps import SqlStep
from neonctl_py.postgres.connect import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from private_server import PrivateServer

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.observe import DatabaseState


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_a_case_both_ways(
    case: CaseFolder, case_server: PrivateServer, empty_database: Callable[[], Secret]
) -> None:
    """old -> new, and back to where it came from."""
    if case_server.binaries.major < case.oldest_version:
        pytest.skip(f"needs PostgreSQL {case.oldest_version}")
    old = _End.made(case_server.binaries, empty_database(), case, "old.sql")
    new = _End.made(case_server.binaries, empty_database(), case, "new.sql")
    there = held(old.state.objects, new.state.objects, case.wishes.moved, case.loses)
    old.load(case.text("rows.sql"))
    rows = old.rows(there, new=False)
    went = _go(old, new, case.expected("forward"), case.wishes)
    if went:
        assert old.rows(there, new=True) == rows, "rows were lost on the way there"
    back = old if went else new
    came = _go(
        back, _Goal(old.first_state, old.first_dump), case.expected("backward"), case.wishes.reversed()
    )
    if went and came:
        assert back.rows(there, new=False) == rows, "rows were lost on the way back"


@dataclass
class _Goal:
    """What a database should become."""

    state: DatabaseState
    dump: SchemaDump


@dataclass
class _End(_Goal):
    """A database that was built from SQL, and what it is now."""

    url: Secret
    binaries: Binaries
    first_state: DatabaseState = field(init=False)
    first_dump: SchemaDump = field(init=False)

    def __post_init__(self) -> None:
        self.first_state, self.first_dump = self.state, self.dump

    @classmethod
    def made(cls, binaries: Binaries, url: Secret, case: CaseFolder, file: str) -> _End:
        with closing(connect(url)) as session:
            for text in (case.text("setup.sql"), case.text(file)):
                if text.strip():
                    session.execute(text)
        return cls(observed_at(url), schema_dump(binaries, url), url, binaries)

    def load(self, sql: str) -> None:
        if sql.strip():
            with closing(connect(self.url)) as session:
                session.execute(sql)

    def rows(self, there: Held, *, new: bool) -> Rows:
        with closing(connect(self.url)) as session:
            return there.read(session, new=new)

    def look(self) -> None:
        self.state = observed_at(self.url)
        self.dump = schema_dump(self.binaries, self.url)


def _go(there: _End, goal: _Goal, expected: Expected, wishes: Wishes) -> bool:
    """Make ``there`` what ``goal`` is. Did it go? Not where the case says why it can't."""
    if expected.skip:
        return False
    before = there.dump
    plan = plan_between(there.state, goal.state, wishes)
    refusals = [item for item in plan.diagnostics if item.severity is Severity.ERROR]
    assert sorted({item.code for item in refusals}) == ([expected.refused] if expected.refused else []), (
        refusals
    )
    if expected.refused:
        return False
    _holds(plan, expected)
    apply_plan(there.url, plan)
    there.look()
    again = plan_between(there.state, goal.state)
    assert [f"{item.action} {item.address} {item.differences}" for item in again.changes] == []
    assert there.dump.difference(goal.dump) == ""
    assert there.dump.keeps_column_order_of(before, _replaced(plan)) == ""
    return True


def _holds(plan: Plan, expected: Expected) -> None:
    steps = [step for step in plan.steps if isinstance(step, SqlStep)]
    if expected.operations is not None:
        assert tuple(f"{step.address.kind} {step.operation}" for step in steps) == expected.operations
    if expected.hazards is not None:
        assert tuple(sorted(plan.hazards)) == tuple(sorted(expected.hazards))


def _replaced(plan: Plan) -> set[str]:
    """The headings of tables that lose a column on the way: one that is made anew stands last."""
    gone = (step.address for step in plan.steps if isinstance(step, SqlStep) and step.operation == "drop")
    tables = (place.container("table") for place in gone)
    return {f"TABLE {table.name[0]}.{table.name[1]}" for table in tables if table is not None}
