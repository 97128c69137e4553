"""The lock that a plan says of a step is the one that ``pg_locks`` shows while it runs: over the case folders, a sample of them by
default and all where NEONPY_LAWS is set.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, database_cases, skip_where_refused, skip_where_the_server_lacks_something
from pair_run import observed_in, plan_between

from neonctl_py.apply.sql_session import opened, read_session, rows
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.quoting import literal
from neonctl_py.ddl.script import scripts
from neonctl_py.plan.locks import STRENGTH, relation_of
from neonctl_py.plan.steps import SqlStep, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from private_server import PrivateServer
    from sqlalchemy import Connection

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection as Session

CASES = [
    case
    for case in database_cases()
    if case.kind in ("table", "column", "constraint", "index", "policy", "trigger", "rule", "statistics")
]
SAMPLE = CASES if os.environ.get("NEONPY_LAWS") else CASES[::6]


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_the_lock_of_a_step_is_the_one_that_is_told(
    case: CaseFolder, case_server: PrivateServer, empty_database: Callable[[str], tuple[Secret, Session]]
) -> None:
    skip_where_the_server_lacks_something(case, case_server)
    old_url, old = _built(case, empty_database(case.role), "old.sql")
    _, new = _built(case, empty_database(case.role), "new.sql")
    if case.text("rows.sql").strip():
        old.execute(case.text("rows.sql"))
    plan = plan_between(observed_in(old), observed_in(new), case.wishes)
    skip_where_refused(case, plan)
    with opened(old_url) as connection:
        wrong = [item for item in _held(connection, plan) if item[1] != item[2]]
    assert wrong == []


def _built(case: CaseFolder, place: tuple[Secret, Session], file: str) -> tuple[Secret, Session]:
    for text in (case.text("setup.sql"), case.text(file)):
        if text.strip():
            place[1].execute(text)
    return place


def _held(connection: Connection, plan: Plan) -> Iterator[tuple[str, str, str]]:
    """(step, lock that was told, strongest one held at its end) of each that is about a relation that was there."""
    session = read_session(connection)
    made = {step.address for step in plan.steps if isinstance(step, SqlStep) and step.operation == "create"}
    for step in plan.steps:
        assert isinstance(step, SqlStep)
        table = relation_of(step)
        is_alone = step.transaction is Transaction.NONE
        there = _oid(connection, step) if table is not None and table not in made else None
        for script in scripts([step], session):
            send(connection, "; ".join(script.settings))
            send(connection, "" if is_alone else "BEGIN")
            for part in script.parts:
                for text in (*part.before, *part.statements):
                    send(connection, text)
            if there is not None and not is_alone:
                yield (
                    f"{step.address.segment} {step.operation} {step.changed}",
                    step.effect.lock,
                    _strongest(connection, there),
                )
            send(connection, "" if is_alone else "COMMIT")


def _oid(connection: Connection, step: SqlStep) -> int | None:
    """Of the relation under the name that it has before the step."""
    place = step.moved_from if step.operation == "rename" and step.moved_from else step.address
    table = next(
        item
        for item in (place, *place.ancestors())
        if item.kind in ("table", "view", "materialized_view", "foreign_table")
    )
    name = ".".join('"' + part.replace('"', '""') + '"' for part in table.name)
    [(found,)] = rows(connection, f"select to_regclass({literal(name)})::oid")
    return int(found) if found is not None else None


def _strongest(connection: Connection, table: int) -> str:
    held_on = f"select mode from pg_locks where pid = pg_backend_pid() and relation = {table} and locktype = 'relation'"
    modes = {mode for (mode,) in rows(connection, held_on)}
    names = {"".join(part.capitalize() for part in lock.split()) + "Lock": lock for lock in STRENGTH if lock}
    held = max((STRENGTH.index(names[mode]) for mode in modes), default=0)
    return STRENGTH[held] if held >= STRENGTH.index("SHARE UPDATE EXCLUSIVE") else ""
