"""Built-in checks that no single session can answer: read replicas, ages of passwords, ages of snapshots, the way to the server.

Never here: what a database knows by itself (postgres/measure), judging.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.new_passwords import lost_by
from neonctl_py.apply.passwords import shown_statement
from neonctl_py.errors import NeonpyError
from neonctl_py.model.check import Limit, Sample
from neonctl_py.model.database import Database
from neonctl_py.model.replica import Replica
from neonctl_py.model.role import Role
from neonctl_py.model.snapshot_schedule import SnapshotSchedule
from neonctl_py.neon.connections import replica_url
from neonctl_py.postgres.connect import connect, seconds_to_connect
from neonctl_py.postgres.measure import lag, password_times, position, role_names
from neonctl_py.workflows.connecting import (
    connecting_role,
    database_name,
    database_url,
    is_plain_postgres,
    journal_urls,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.check import LiveCheck
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.workflows.branch_scope import BranchScope

_DAY: Final = 86400
_PERIODS: Final = {"daily": _DAY, "weekly": 7 * _DAY, "monthly": 31 * _DAY}
_SLACK: Final = 3600
"""A snapshot that is due now may still be on its way."""


def measure_account(
    connection: Connection, client: NeonClient | None, scope: BranchScope, database: Address, check: LiveCheck
) -> list[Sample]:
    """The samples of a check whose ``where`` is the account. ``connection``: to the database. Raises NeonpyError."""
    match check.builtin:
        case "passwords":
            return list(_passwords(connection, client, scope, database, check))
        case "replication_lag":
            return [] if client is None else list(_replicas(connection, client, scope, database, check))
        case "connect_time":
            return [_time_to_connect(client, scope, database)]
        case _:
            return [] if client is None else list(_snapshots(client, scope, database, check))


def _time_to_connect(client: NeonClient | None, scope: BranchScope, database: Address) -> Sample:
    url = database_url(client, scope.desired, scope.account, database, pooled=True)
    way = "directly" if is_plain_postgres(scope.desired, database) else "through the pooler"
    return Sample(value=seconds_to_connect(url) * 1000, detail=f"{way}, the middle one of three")


def _replicas(
    connection: Connection, client: NeonClient, scope: BranchScope, database: Address, check: LiveCheck
) -> Iterator[Sample]:
    branch, ids = database.parent, scope.account.ids
    for address, value in sorted(scope.desired.objects.items()):
        if not isinstance(value, Replica) or address.parent != branch or value.disabled is True:
            continue
        limits = check.limits
        if not limits and isinstance(value.max_lag, int | float):
            limits = (Limit(check.severity, "at_most", value.max_lag),)
        if address not in ids:
            yield Sample(
                subject=address.name[0], value=None, detail="there is no such replica", limits=limits
            )
            continue
        seconds, detail = _lag_of(connection, client, scope, database, ids[address])
        yield Sample(subject=address.name[0], value=seconds, detail=detail, limits=limits)


def _lag_of(
    connection: Connection, client: NeonClient, scope: BranchScope, database: Address, endpoint: str
) -> tuple[float | None, str]:
    ids, branch = scope.account.ids, database.parent
    project = database.container("project")
    assert branch is not None  # noqa: S101  a database of a Neon project is in a branch
    assert project is not None  # noqa: S101  as above
    role = connecting_role(scope.desired, scope.account, database)
    try:
        url = replica_url(client, ids[project], ids[branch], role, database.name[0], endpoint)
        with closing(connect(url)) as replica:
            is_replica, seconds = lag(replica, position(connection))
    except NeonpyError as error:
        return None, error.detail or error.summary
    if not is_replica:
        return 0.0, "it reads the branch's own storage"
    return seconds, "" if seconds is not None else "it has replayed nothing yet"


def _passwords(
    connection: Connection, client: NeonClient | None, scope: BranchScope, database: Address, check: LiveCheck
) -> Iterator[Sample]:
    wanted = {
        address: value
        for address, value in sorted(scope.desired.objects.items())
        if isinstance(value, Role) and address.parent == database.parent and value.password_rotate_every
    }
    if not wanted:
        return
    there = role_names(connection)
    times = _role_times(client, scope, database)
    names = [name for place, role in wanted.items() for name in _pair(place, role)]
    noted, lost = _noted(connection, client, scope, database, names)
    now = datetime.now(UTC)
    for address, role in wanted.items():
        name = address.name[0]
        if name not in there:
            continue
        pair = _pair(address, role)  # of two that take turns, the newer password is in use
        known = [one for one in pair if one not in lost]
        moments = [noted[told] for told in map(shown_statement, known) if told in noted]
        by_platform = times.get(name) if role.managed_by == "neon" and name in known else None
        moment = max(moments) if moments else by_platform
        limits = check.limits or (Limit(check.severity, "at_most", role.password_rotate_every),)
        unknown = (
            "nobody noted when it was set" if known else "set, and nobody is known to have it: neonpy rotate"
        )
        detail = f"set on {moment:%Y-%m-%d}" if moment else unknown
        age = (now - moment).total_seconds() if moment else None
        yield Sample(subject=f"role {name}", value=age, detail=detail, limits=limits)


def _role_times(client: NeonClient | None, scope: BranchScope, database: Address) -> Mapping[str, datetime]:
    """When the platform last changed each of its roles, which is when it gave them a password."""
    project, branch, ids = database.container("project"), database.parent, scope.account.ids
    if client is None or project is None or branch is None or not {project, branch} <= ids.keys():
        return {}
    roles = client.list_roles(ids[project], ids[branch])
    return {role.name: role.updated_at for role in roles if role.updated_at is not None}


def _pair(address: Address, role: Role) -> list[str]:
    """The role, and the one that it takes turns with."""
    partner = role.password_takes_turns_with
    return [address.name[0], partner] if isinstance(partner, str) else [address.name[0]]


def _noted(
    connection: Connection, client: NeonClient | None, scope: BranchScope, database: Address, names: list[str]
) -> tuple[dict[str, datetime], set[str]]:
    """The newest of what the journals of the branch's databases tell (a role is made in one of them), and whose password was changed and
    never noted as delivered.
    """
    found, lost = password_times(connection), set(lost_by(connection, names))
    databases = [
        place
        for place, value in sorted(scope.desired.objects.items())
        if isinstance(value, Database) and place.parent == database.parent
    ]
    for url in journal_urls(client, scope.desired, scope.account, databases):
        if database_name(url) == connection.info.dbname:
            continue
        with closing(connect(url)) as session:
            for statement, moment in password_times(session).items():
                found[statement] = max(moment, found.get(statement, moment))
            lost |= lost_by(session, names)
    return found, lost


def _snapshots(
    client: NeonClient, scope: BranchScope, database: Address, check: LiveCheck
) -> Iterator[Sample]:
    project, ids = database.container("project"), scope.account.ids
    assert project is not None  # noqa: S101  a database of a Neon project is in one
    schedules = {
        address.parent: value
        for address, value in sorted(scope.desired.objects.items())
        if isinstance(value, SnapshotSchedule) and value.rules and address.container("project") == project
    }
    taken = client.list_snapshots(ids[project]) if schedules else ()
    now = datetime.now(UTC)
    for branch, schedule in schedules.items():
        if branch is None:
            continue
        moments = [item.created_at for item in taken if item.source_branch_id == ids.get(branch)]
        newest = max((moment for moment in moments if moment is not None), default=None)
        period = min(_PERIODS[rule.frequency] for rule in schedule.rules)
        limits = check.limits or (Limit(check.severity, "at_most", period + _SLACK),)
        detail = f"taken on {newest:%Y-%m-%d %H:%M} UTC" if newest else "there is none"
        age = (now - newest).total_seconds() if newest else None
        yield Sample(subject=branch.name[0], value=age, detail=detail, limits=limits)
