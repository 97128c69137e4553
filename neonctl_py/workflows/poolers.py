"""A PgBouncer of one's own for each project of a stack: what the stack's limits mean for it. Changes nothing.

Never here: the configuration's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import parse_qsl, urlsplit

from neonctl_py.errors import NeonpyError
from neonctl_py.model.address import Address
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.report.pooler import PooledDatabase, PooledRole, Pooler
from neonctl_py.stack.units import seconds
from neonctl_py.workflows.database_places import database_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from neonctl_py.model.state import Desired, Object
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.connection_environment import WantedDatabase
    from neonctl_py.workflows.database_places import DatabasePlace

Mode = Literal["transaction", "session"]
Lookup = Literal["file", "query"]

CA_FILE: Final = "/etc/ssl/certs/ca-certificates.crt"
_PER_CU: Final = 419.5
"""Connections that Neon gives a compute for each CU, up to ``_MOST``; the size counts up to eight times the smallest."""
_MOST: Final = 4000
_NEONS_OWN: Final = 7
_PLAIN: Final = 97
"""What Postgres takes of others when nobody has set max_connections."""
_SPARED: Final = 10
"""One of so many connections of a role is left for whoever comes past the pooler: a migration, psql."""
_POOL: Final = 20
_CLIENTS: Final = 1000
_IDLE: Final = 600
_IDLE_SUSPENDING: Final = 60
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def poolers(
    desired: Desired,
    access: NeonAccess,
    wanted: WantedDatabase,
    variable: Callable[[Address], str],
    *,
    mode: Mode,
    lookup: Lookup | None,
) -> tuple[Pooler, ...]:
    """One for each project, in the order of names; listening ports are counted up from 6432. ``variable`` names the one for a role's
    password. Raises NeonNotFoundError for a database that isn't there yet.
    """
    grouped: dict[str, list[DatabasePlace]] = {}
    for place in database_places(desired, access, wanted):
        grouped.setdefault(place.server, []).append(place)
    return tuple(
        _pooler(desired, places, variable, mode=mode, lookup=lookup, port=6432 + number)
        for number, (_, places) in enumerate(sorted(grouped.items()))
    )


def _pooler(
    desired: Desired,
    places: Sequence[DatabasePlace],
    variable: Callable[[Address], str],
    *,
    mode: Mode,
    lookup: Lookup | None,
    port: int,
) -> Pooler:
    declared = {address: value for address, value in desired.objects.items() if isinstance(value, Database)}
    homes = {str(address): address for address in declared}
    home = next((homes[place.name].parent for place in places if place.name in homes), None)
    project = _project_of(desired, places[0])
    value = desired.objects[project]
    is_neon = isinstance(value, Project) and value.provider == "neon"
    limit, source = _server_limit(desired, home or project, value, is_neon=is_neon)
    roles = _roles(desired, home or _catalog_home(desired, project), variable)
    asks = (lookup == "query") if lookup is not None else not is_neon
    if asks and is_neon:
        raise NeonpyError(
            "on Neon nobody may look up passwords",
            detail="auth_query reads pg_authid, which needs a superuser; Neon gives none.",
            hint="Leave out --auth query: the passwords come from a file that you make from the environment.",
        )
    tls, ca_file = _tls(places[0], is_neon=is_neon)
    asked = sum(role.connections or 0 for role in roles)
    notes = (f"The roles' limits are {asked} together, more than the server takes.",) if asked > limit else ()
    return Pooler(
        project=project.name[0],
        databases=tuple(_database(declared, place, limit, len(places)) for place in places),
        roles=roles,
        asks_server=asks,
        server_tls=tls,
        ca_file=ca_file,
        server_limit=limit,
        limit_from=source,
        pool_size=_pool_size(roles, len(places), asks=asks),
        clients=_CLIENTS,
        idle_timeout=_IDLE_SUSPENDING if is_neon and _suspends(desired, home) else _IDLE,
        transaction_timeout=_transaction_timeout(desired, home or _catalog_home(desired, project)),
        mode=mode,
        port=port,
        notes=notes,
    )


def _pool_size(roles: Sequence[PooledRole], databases: int, *, asks: bool) -> int:
    """Of each role in each database. Where the server is asked for passwords no role can have a limit of its own in the pooler: then
    the smallest holds for all.
    """
    limits = [role.connections for role in roles if role.connections is not None]
    if not limits:
        return _POOL
    return max(1, min(limits) // databases) if asks else max(limits)


def _project_of(desired: Desired, place: DatabasePlace) -> Address:
    return next(
        address
        for address, value in desired.objects.items()
        if isinstance(value, Project) and (place.name == str(address) or place.name.startswith(f"{address}/"))
    )


def _catalog_home(desired: Desired, project: Address) -> Address:
    """Where the roles of the default branch's databases are."""
    return next(
        (
            address.parent
            for address, value in desired.objects.items()
            if isinstance(value, Database) and address.parent is not None and address.is_within(project)
        ),
        project,
    )


def _database(
    declared: Mapping[Address, Database], place: DatabasePlace, limit: int, count: int
) -> PooledDatabase:
    parts = urlsplit(place.url.reveal())
    query = dict(parse_qsl(parts.query))
    name = next((value for address, value in declared.items() if str(address) == place.name), None)
    own = name.connection_limit if name is not None and isinstance(name.connection_limit, int) else -1
    share = max(1, limit // count)
    return PooledDatabase(
        name=Address.parse(place.name).name[0],
        host=parts.hostname or query.get("host", "127.0.0.1"),
        port=parts.port or int(query.get("port", "5432")),
        connections=min(own, share) if own > 0 else share,
    )


def _roles(desired: Desired, home: Address, variable: Callable[[Address], str]) -> tuple[PooledRole, ...]:
    """Those that may log in; of those that Neon makes only where there are no others: they own things, and come directly."""
    declared = {
        address: value
        for address, value in sorted(desired.objects.items(), key=lambda item: item[0])
        if isinstance(value, Role) and address.parent == home
    }
    made_by_sql = {
        address: value for address, value in declared.items() if value.managed_by == "sql" and value.login
    }
    found = []
    for address, value in (made_by_sql or declared).items():
        may_log_in = value.login is True or (value.managed_by == "neon" and value.login is not False)
        if not may_log_in or value.connection_limit == 0:
            continue
        limit = value.connection_limit if isinstance(value.connection_limit, int) else -1
        found.append(
            PooledRole(
                address.name[0],
                limit if limit > 0 else None,
                max(1, limit - max(1, limit // _SPARED)) if limit > 0 else None,
                variable(address),
            )
        )
    return tuple(found)


def _server_limit(desired: Desired, home: Address, project: Object, *, is_neon: bool) -> tuple[int, str]:
    if not is_neon:
        return _PLAIN, "Postgres' own max_connections of 100"
    compute = desired.objects.get(home.child("compute"))
    least, largest = (_size(name, compute, project) for name in ("min_cu", "max_cu"))
    most = max(least, largest)
    size = min(most, 8 * least)
    return min(_MOST, round(_PER_CU * size)) - _NEONS_OWN, f"a compute of {least:g} to {most:g} CU"


def _size(name: str, *written: Object | None) -> float:
    """The first that is written, else the platform's."""
    sizes = (getattr(one, name, None) for one in written)
    return next((float(size) for size in sizes if isinstance(size, int | float)), 0.25)


def _suspends(desired: Desired, home: Address | None) -> bool:
    compute = desired.objects.get(home.child("compute")) if home is not None else None
    return not (isinstance(compute, Compute) and compute.suspend_after == -1)


def _transaction_timeout(desired: Desired, home: Address) -> int | None:
    """A little more than what every role has itself, so that the server's word comes first."""
    times = []
    for address, value in desired.objects.items():
        if isinstance(value, Role) and address.parent == home and value.login is True:
            settings = dict(value.settings) if isinstance(value.settings, tuple) else {}
            text = settings.get("idle_in_transaction_session_timeout", "")
            times.append(int(text) // 1000 if text.isdigit() else seconds(text) if text else None)
    known = [int(time) for time in times if time]
    return max(known) + 5 if known and len(known) == len(times) else None


def _tls(place: DatabasePlace, *, is_neon: bool) -> tuple[str, str]:
    parts = urlsplit(place.url.reveal())
    query = dict(parse_qsl(parts.query))
    mode, own = query.get("sslmode", "prefer"), query.get("sslrootcert", "")
    ca_file = own if own and own != "system" else CA_FILE
    if is_neon and parts.hostname not in _LOOPBACK:
        return "verify-full", ca_file
    return mode, ca_file if mode.startswith("verify") else ""
