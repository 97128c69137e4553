"""Run the checks of a stack, each on the database it is about, in read-only transactions.

Never here: what is measured (postgres/measure, measure_account), what becomes of the results.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError, PostgresError
from neonctl_py.model.builtin_check import BUILTINS
from neonctl_py.model.check import Limit, LiveCheck, Sample
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.plan.inherit import default_branch
from neonctl_py.postgres.connect import Connection, connect, failed_connections, translated_errors
from neonctl_py.postgres.measure import measure, shown, statements
from neonctl_py.report.check_report import CheckResult
from neonctl_py.report.latency import by_type
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.measure_account import measure_account
from neonctl_py.workflows.observe_world import PARALLEL
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.check import Level
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope

STATEMENT_TIMEOUT = "60s"
FAILED = "failed_connections"

Checks = list[tuple["Address", LiveCheck]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where checks run."""

    client: NeonClient | None
    scope: BranchScope
    database: Address


def run_checks(
    desired: Desired, access: NeonAccess, branch: str | None = None, only: Sequence[str] = ()
) -> tuple[CheckResult, ...]:
    """Every declared check, in the order of addresses; on the default branch, or on the named one. ``only``: names, or patterns of
    them. Raises NeonpyError when a name is nobody's; a check that can't be run has not passed.
    """
    grouped = grouped_checks(desired, only)
    if not grouped:
        return ()
    with neon_client(desired, access) as client:
        return run_grouped(desired, client, grouped, branch)


def run_grouped(
    desired: Desired, client: NeonClient | None, grouped: Mapping[Address, Checks], branch: str | None = None
) -> tuple[CheckResult, ...]:
    """As ``run_checks``, on a client that is open."""
    return run_in_scope(client, on_branches(desired, client, [branch] if branch else []), grouped)


def run_in_scope(
    client: NeonClient | None, scope: BranchScope, grouped: Mapping[Address, Checks]
) -> tuple[CheckResult, ...]:
    """As ``run_checks``, where the account is read already."""
    placed = placed_checks(scope.desired, grouped, scope.branches)
    with ThreadPoolExecutor(PARALLEL) as pool:
        ran = pool.map(lambda item: _run_on(_Place(client, scope, item[0]), item[1]), placed.items())
        return tuple(sorted((result for some in ran for result in some), key=lambda result: result.address))


def grouped_checks(desired: Desired, only: Sequence[str] = ()) -> dict[Address, Checks]:
    """The checks by the database in whose session they run."""
    declared = [
        (address, value) for address, value in desired.declarations.items() if isinstance(value, LiveCheck)
    ]
    names = {address.name[0] for address, _ in declared}
    for wanted in only:
        if not any(fnmatchcase(name, wanted) for name in names):
            known = ", ".join(sorted(names)) or "none"
            raise NeonpyError("no such check", detail=f"--only {wanted}", hint=f"The stack has: {known}.")
    grouped: dict[Address, Checks] = {}
    for address, check in declared:
        if not only or any(fnmatchcase(address.name[0], wanted) for wanted in only):
            for place, database in _places(desired, address, check):
                grouped.setdefault(database, []).append((place, check))
    return grouped


def _places(desired: Desired, address: Address, check: LiveCheck) -> list[tuple[Address, Address]]:
    """Each with the address of its result: a built-in check of a project that looks into databases runs in each of them."""
    databases = _databases_of(desired, address, check)
    if not check.builtin or address.container("database") is not None:
        return [(address, databases[0])]
    if BUILTINS[check.builtin].where == "database" and len(databases) > 1:
        return [(database.child("check", address.name[0]), database) for database in databases]
    return [(address, databases[0])]


def _databases_of(desired: Desired, address: Address, check: LiveCheck) -> list[Address]:
    """The one it is written under or names; else the project's only one; all where it is built in and names none."""
    written = address.container("database")
    if written is not None:
        return [written]
    project = address.container("project")
    home = project and (default_branch(desired, project) or project)
    found = sorted(
        place
        for place, value in desired.objects.items()
        if isinstance(value, Database) and place.parent == home and check.database in ("", place.name[0])
    )
    if not found or (len(found) != 1 and not check.builtin):
        raise NeonpyError(
            "which database is a check about?",
            detail=f"{address} fits {len(found)} databases of its project.",
            hint="Add database: NAME to the check.",
        )
    return found


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


def _run_on(place: _Place, checks: Sequence[tuple[Address, LiveCheck]]) -> list[CheckResult]:
    try:
        url = database_url(place.client, place.scope.desired, place.scope.account, place.database)
    except NeonpyError as error:
        return [_problem(address, check, error) for address, check in checks]
    try:
        connection = connect(url)
    except NeonpyError as error:
        return [
            _failures(address, check, url) if check.builtin == FAILED else _problem(address, check, error)
            for address, check in checks
        ]
    with closing(connection):
        with translated_errors("The checks can't be prepared."):
            connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
            connection.execute("SET default_transaction_read_only = on")
        return [
            _failures(address, check, url)
            if check.builtin == FAILED
            else _run(connection, place, address, check)
            for address, check in checks
        ]


def _failures(address: Address, check: LiveCheck, url: Secret) -> CheckResult:
    """What this process knows by itself, also of a server that can't be reached."""
    return _result(address, check, [Sample(value=failed_connections(url))], "")


def _run(connection: Connection, place: _Place, address: Address, check: LiveCheck) -> CheckResult:
    try:
        samples, problem = (
            _samples(connection, place, check) if check.builtin else _value(connection, check.sql)
        )
    except NeonpyError as error:
        return _problem(address, check, error)
    return _result(address, check, samples, problem)


def _problem(address: Address, check: LiveCheck, error: NeonpyError) -> CheckResult:
    parts = (error.summary, error.detail) if not isinstance(error, PostgresError) else (error.detail,)
    told = ": ".join(part for part in parts if part) or error.summary
    return _result(address, check, [], f"{told} {error.hint}".strip())


def _result(address: Address, check: LiveCheck, samples: Sequence[Sample], problem: str) -> CheckResult:
    builtin = BUILTINS.get(check.builtin)
    counts = builtin is not None and builtin.counts and not problem
    return CheckResult(
        address=address,
        limits=check.limits,
        samples=(Sample(value=len(samples)),) if counts else tuple(samples),
        found=tuple(samples) if counts else (),
        builtin=check.builtin,
        unit=builtin.unit if builtin is not None else "",
        description=check.description,
        problem=problem,
        severity=check.severity,
        is_fleeting=builtin is not None and builtin.is_fleeting,
    )


def _samples(connection: Connection, place: _Place, check: LiveCheck) -> tuple[list[Sample], str]:
    options = dict(check.options)
    if check.builtin == "query_latency":
        return _latencies(connection, check), ""
    if BUILTINS[check.builtin].where == "account":
        return measure_account(connection, place.client, place.scope, place.database, check), ""
    if check.builtin == "compute_load" and options.get("cpus") is None:
        options["cpus"] = _cpus(place)
    return measure(connection, check.builtin, options), ""


def _cpus(place: _Place) -> float:
    """What the stack lets the compute grow to."""
    branch = place.database.parent
    value = place.scope.desired.objects.get(branch.child("compute")) if branch is not None else None
    most = value.max_cu if isinstance(value, Compute) else None
    return float(most) if isinstance(most, int | float) else 1.0


def _latencies(connection: Connection, check: LiveCheck) -> list[Sample]:
    options = dict(check.options)
    found = by_type(statements(connection, int(options["min_calls"])))
    samples = []
    for target in options["targets"]:
        took = found.get(target.of)
        if took is None:
            continue
        detail = f"{took.calls} calls, the slowest: {shown(took.worst)}"
        ninety_five = _under(check.severity, target.p95) + _under("alert", target.alert)
        for quantile, value, limits in (
            ("p95", took.p95, ninety_five),
            ("p99", took.p99, _under(check.severity, target.p99)),
        ):
            if limits:
                samples.append(
                    Sample(subject=f"{target.of} {quantile}", value=value, detail=detail, limits=limits)
                )
    return samples


def _under(severity: Level, most: float | None) -> tuple[Limit, ...]:
    return () if most is None else (Limit(severity, "below", most),)


def _value(connection: Connection, sql: str) -> tuple[list[Sample], str]:
    """The one value, and why there is none. ``prepare`` lets only a single statement through."""
    with translated_errors("The check's SQL failed."):
        cursor = connection.execute(sql.encode(), prepare=True)
        if cursor.description is None:
            return [], "it gives no rows"
        rows = cursor.fetchmany(2)
    if len(rows) != 1 or len(rows[0]) != 1:
        return [], "it does not give one row with one value"
    return [Sample(value=rows[0][0])], ""
