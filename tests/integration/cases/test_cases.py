"""Every folder of tests/cases, both directions: what a plan makes of the old state is what the new one is when built anew."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from case_coverage import claimed, sorts
from case_folder import CaseFolder, Expected, database_cases, sampled, skip_where_the_server_lacks_something
from catalog_rows import CatalogRows, catalog_rows
from pair_run import Wishes, apply_plan, first_moved_column, observed_in, plan_between
from schema_dump import SchemaDump, schema_dump
from seeded_rows import held

from neonctl_py.diagnostics import Severity
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from private_server import PrivateServer

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import DatabaseState

PG_DUMP_ALWAYS = os.environ.get("NEONPY_CASES_JUDGE") == "pg_dump"


@pytest.mark.parametrize("case", sampled(database_cases()))
def test_a_case_both_ways(
    case: CaseFolder, case_server: PrivateServer, empty_database: Callable[[str], tuple[Secret, Connection]]
) -> None:
    """old -> new, and back to where it came from."""
    skip_where_the_server_lacks_something(case, case_server)

    def build(file: str) -> _End:
        return _End.made(case_server.binaries, empty_database(case.role), case, file)

    old, new = build("old.sql"), build("new.sql")
    there = held(old.state.objects, new.state.objects, case.wishes.moved, case.loses)
    if case.text("rows.sql").strip():
        old.session.execute(case.text("rows.sql"))
    rows = there.read(old.session, new=False)
    first = old.goal()
    went = _Way(old, new.goal(), lambda: new.url, case.wishes).go(case.expected("forward"))
    if went:
        assert there.read(old.session, new=True) == rows, "rows were lost on the way there"
    back = old if went else new
    wishes = case.wishes.reversed()
    came = _Way(back, first, lambda: build("old.sql").url, wishes).go(case.expected("backward"))
    assert claimed().get(case.name, set()) <= sorts((*old.plans, *new.plans))
    if went and came:
        assert there.read(back.session, new=False) == rows, "rows were lost on the way back"


@dataclass
class _End:
    """A database that was built from SQL: what it was at first, and a session in it."""

    url: Secret
    binaries: Binaries
    session: Connection
    state: DatabaseState
    rows: CatalogRows | None
    dump: SchemaDump | None = None
    plans: list[Plan] = field(default_factory=list)

    @classmethod
    def made(cls, binaries: Binaries, place: tuple[Secret, Connection], case: CaseFolder, file: str) -> _End:
        url, session = place
        for text in (case.text("setup.sql"), case.text(file)):
            if text.strip():
                session.execute(text)
        end = cls(url, binaries, session, observed_in(session), catalog_rows(session))
        if PG_DUMP_ALWAYS:
            end.dump = schema_dump(binaries, url)
        return end

    def goal(self) -> _Goal:
        """What it is now."""
        return _Goal(self.state, self.rows, self.dump)


@dataclass(frozen=True)
class _Goal:
    """What a database should become. ``dump``: pg_dump's text, where it was taken while the database still was that."""

    state: DatabaseState
    rows: CatalogRows | None
    dump: SchemaDump | None


@dataclass
class _Way:
    """From what ``there`` is to ``goal``. ``rebuild`` makes the goal anew, for pg_dump to look at."""

    there: _End
    goal: _Goal
    rebuild: Callable[[], Secret]
    wishes: Wishes

    def go(self, expected: Expected) -> bool:
        """Did it go? Not where the case says why it can't."""
        if expected.skip:
            return False
        before = self.there.state
        plan = plan_between(before, self.goal.state, self.wishes)
        refusals = [item for item in plan.diagnostics if item.severity is Severity.ERROR]
        codes = [expected.refused] if expected.refused else []
        assert sorted({item.code for item in refusals}) == codes, refusals
        if expected.refused:
            return False
        holds(plan, expected)
        apply_plan(self.there.url, plan)
        self.there.plans.append(plan)
        after = self.there.state = observed_in(self.there.session)
        again = plan_between(after, self.goal.state)
        assert [f"{item.action} {item.address} {item.differences}" for item in again.changes] == []
        assert first_moved_column(before, after, plan, self.wishes) == ""
        self._judge()
        return True

    def _judge(self) -> None:
        """What the catalogs say alike, pg_dump writes alike; otherwise it decides."""
        self.there.rows = catalog_rows(self.there.session)
        if self.there.rows is not None and self.there.rows == self.goal.rows and not PG_DUMP_ALWAYS:
            return
        binaries = self.there.binaries
        self.there.dump = schema_dump(binaries, self.there.url)
        wanted = self.goal.dump or schema_dump(binaries, self.rebuild())
        assert self.there.dump.difference(wanted) == ""


def holds(plan: Plan, expected: Expected) -> None:
    """The steps and hazards that the case names."""
    steps = [step for step in plan.steps if isinstance(step, SqlStep) and not _only_names_not_null(step)]
    if expected.operations is not None:
        assert tuple(f"{step.address.kind} {step.operation}" for step in steps) == expected.operations
    if expected.hazards is not None:
        assert tuple(sorted(plan.hazards)) == tuple(sorted(expected.hazards))


def _only_names_not_null(step: SqlStep) -> bool:
    """From PostgreSQL 18 on NOT NULL has a name, which follows the table's and the column's."""
    return step.operation == "alter" and step.changed == ("not_null_name",)
