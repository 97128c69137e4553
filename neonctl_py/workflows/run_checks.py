"""Run the checks of a stack: each one's SQL, on the database it is about, in a read-only transaction.

Never here: what becomes of the results.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError, PostgresError
from neonctl_py.model.check import LiveCheck
from neonctl_py.model.database import Database
from neonctl_py.plan.inherit import default_branch
from neonctl_py.postgres.connect import Connection, connect, translated_errors
from neonctl_py.report.check_report import CheckResult
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.observe_world import PARALLEL
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.access import NeonAccess

STATEMENT_TIMEOUT = "60s"

Checks = list[tuple["Address", LiveCheck]]


def run_checks(desired: Desired, access: NeonAccess, branch: str | None = None) -> tuple[CheckResult, ...]:
    """Every declared check, in the order of addresses; on the default branch, or on the named one. Raises NeonpyError when a
    database can't be reached; a check whose SQL fails has not passed.
    """
    grouped: dict[Address, Checks] = {}
    for address, value in desired.declarations.items():
        if isinstance(value, LiveCheck):
            grouped.setdefault(_database_of(desired, address, value), []).append((address, value))
    if not grouped:
        return ()
    with neon_client(desired, access) as client, ThreadPoolExecutor(PARALLEL) as pool:
        scope = on_branches(desired, client, [branch] if branch else [])
        placed = placed_checks(desired, grouped, scope.branches)
        urls = pool.map(lambda place: database_url(client, scope.desired, scope.account, place), placed)
        results = list(pool.map(_run_on, urls, placed.values()))
    return tuple(sorted((result for some in results for result in some), key=lambda result: result.address))


def _database_of(desired: Desired, address: Address, check: LiveCheck) -> Address:
    """The one it is written under or names; else the project's only one."""
    written = address.container("database")
    if written is not None:
        return written
    project = address.container("project")
    home = project and (default_branch(desired, project) or project)
    found = [
        place
        for place, value in desired.objects.items()
        if isinstance(value, Database) and place.parent == home and check.database in ("", place.name[0])
    ]
    if len(found) != 1:
        raise NeonpyError(
            "which database is a check about?",
            detail=f"{address} fits {len(found)} databases of its project.",
            hint="Add database: NAME to the check.",
        )
    return found[0]


def placed_checks(
    desired: Desired, grouped: Mapping[Address, Checks], branches: Sequence[Address]
) -> dict[Address, Checks]:
    """The same checks on the named branches; a plain Postgres has none, so its checks are left out then."""
    if not branches:
        return dict(grouped)
    by_project = {branch.parent: branch for branch in branches}
    moved: dict[Address, Checks] = {}
    for database, checks in grouped.items():
        project = database.container("project")
        if database.parent is not None and not is_plain_postgres(desired, database) and project in by_project:
            place = database.moved(database.parent, by_project[project])
            moved[place] = [(_moved(address, database, place), check) for address, check in checks]
    return moved


def _moved(check: Address, database: Address, place: Address) -> Address:
    """A check that is written under its database is told where it runs; a project's own has one address."""
    return check.moved(database, place) if check.is_within(database) else check


def _run_on(url: Secret, checks: Sequence[tuple[Address, LiveCheck]]) -> list[CheckResult]:
    with closing(connect(url)) as connection:
        with translated_errors("The checks can't be prepared."):
            connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
            connection.execute("SET default_transaction_read_only = on")
        return [_run(connection, address, check) for address, check in checks]


def _run(connection: Connection, address: Address, check: LiveCheck) -> CheckResult:
    try:
        actual, problem = _value(connection, check.sql)
    except PostgresError as error:
        actual, problem = None, error.detail or error.summary
    return CheckResult(
        address=address,
        severity=check.severity,
        description=check.description,
        expect=check.expect,
        actual=actual,
        problem=problem,
    )


def _value(connection: Connection, sql: str) -> tuple[object, str]:
    """The one value, and why there is none. ``prepare`` lets only a single statement through."""
    with translated_errors("The check's SQL failed."):
        cursor = connection.execute(sql.encode(), prepare=True)
        if cursor.description is None:
            return None, "it gives no rows"
        rows = cursor.fetchmany(2)
    if len(rows) != 1 or len(rows[0]) != 1:
        return None, "it does not give one row with one value"
    return rows[0][0], ""
