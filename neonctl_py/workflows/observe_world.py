"""Read everything that a stack speaks of: the account, then every database that exists, in parallel.

Never here: deciding anything about what was read.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from neonctl_py.errors import PostgresConnectionError
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired, Observed, Strangers, Unsupported
from neonctl_py.model.values import UNSET
from neonctl_py.plan.diff import candidates
from neonctl_py.postgres.canonicalize import canonicalize
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import observe_database
from neonctl_py.postgres.strangers import strangers
from neonctl_py.workflows.connecting import (
    database_name,
    database_url,
    is_plain_postgres,
    plain_postgres_url,
)
from neonctl_py.workflows.former_names import at_new_name, under_new_names, with_former_names
from neonctl_py.workflows.remembered import spellings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import CatalogRows, DatabaseState

Note = Callable[["Connection", "Address"], None]
"""Called in a session, before the catalog is read in it."""


class Opened(NamedTuple):
    """A session in a database, and what its catalog answered, or all that it holds, if that was read already."""

    connection: Connection
    rows: CatalogRows | None = None
    state: DatabaseState | None = None


class Sessions(Protocol):
    """Where sessions come from."""

    def open(self, database: Address, url: Secret, /) -> Opened:
        """Raises PostgresError and its kin."""
        ...


Open = Callable[["Address", "Secret"], Opened]

PARALLEL = 8
"""Connections at once: small enough for the smallest compute, large enough to hide the way to another continent."""

_DOES_NOT_EXIST = "3D000"


@dataclass(frozen=True, slots=True)
class World:
    """``desired`` has its texts as the servers spell them where they differ from what was observed. ``unread``: branches that
    are there without a compute, so that nobody can look into their databases; ``desired`` is without these databases.
    ``databases``: all that were looked into; none when one of those that were to be is not there.
    """

    desired: Desired
    observed: Observed
    unread: tuple[Address, ...] = ()
    databases: frozenset[Address] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one database told. ``objects`` is None for a database that does not exist."""

    database: Address
    objects: Mapping[Address, Object] | None
    spelled: Mapping[Address, Object]
    sizes: Mapping[Address, tuple[int, int]]
    unsupported: tuple[Unsupported, ...]
    server_version: int
    depends: Mapping[Address, tuple[Address, ...]]
    strangers: Strangers = field(default_factory=Strangers)


@dataclass(frozen=True, slots=True)
class _Job:
    database: Address
    roles_under: Address | None


def needs_neon(desired: Desired) -> bool:
    """Does the stack speak of anything behind the Neon API?"""
    return any(isinstance(value, Project) and value.provider == "neon" for value in desired.objects.values())


def observe_world(
    desired: Desired,
    client: NeonClient | None,
    account: Observed | None = None,
    sessions: Sessions | None = None,
) -> World:
    """Both states of a plan. ``client`` None is for stacks without Neon projects; ``account`` when it was read before.
    ``sessions``: how databases are reached when not by simply connecting.
    """
    opened = sessions.open if sessions is not None else _simply_opened
    observed = account or observe_only_account(desired, client)
    unread = _without_compute(desired, observed)
    desired = _without_catalog(desired, unread)
    jobs = _jobs(desired, observed)
    with ThreadPoolExecutor(PARALLEL) as pool:
        readings = list(pool.map(lambda job: _read(desired, observed, client, job, opened), jobs))
    return replace(_merged(desired, observed, readings), unread=unread)


def _simply_opened(_: Address, url: Secret) -> Opened:
    return Opened(connect(url))


def _without_compute(desired: Desired, observed: Observed) -> tuple[Address, ...]:
    homes = {
        address.parent for address, value in desired.objects.items() if isinstance(value, Role | Database)
    }
    return tuple(
        sorted(
            home
            for home in homes
            if home is not None
            and home.kind == "branch"
            and home in observed.objects
            and home.child("compute") not in observed.objects
        )
    )


def _without_catalog(desired: Desired, branches: Sequence[Address]) -> Desired:
    kept = {
        address: value
        for address, value in desired.objects.items()
        if not any(address.is_within(branch) for branch in branches)
        or (address.container("database") is None and address.container("role") is None)
    }
    return replace(desired, objects=kept) if branches else desired


def observe_only_account(desired: Desired, client: NeonClient | None) -> Observed:
    """The API's side; of a plain Postgres server, that it is there."""
    observed = Observed(objects={})
    if client is not None:
        from neonctl_py.neon.observe import observe_account  # noqa: PLC0415  a stack without Neon needs none of it

        observed = observe_account(client, with_former_names(desired))
    observed = under_new_names(desired, observed)
    servers = {
        address: value
        for address, value in desired.objects.items()
        if isinstance(value, Project) and value.provider == "postgres"
    }
    return replace(observed, objects={**observed.objects, **servers})


def _jobs(desired: Desired, observed: Observed) -> list[_Job]:
    """One per declared database that may exist; the first of each branch or server reads its roles, too."""
    jobs: list[_Job] = []
    with_roles: set[Address] = set()
    declared = tuple(_declared_databases(desired, observed))
    for database in sorted((*declared, *_own_databases(desired)), key=_roles_first(desired)):
        home = database.parent
        if home is not None and database not in {job.database for job in jobs}:
            jobs.append(_Job(database, None if home in with_roles else home))
            with_roles.add(home)
    stand_ins = _stand_ins(desired, observed, with_roles)
    return jobs + [_Job(database, database.parent) for database in stand_ins]


def _stand_ins(desired: Desired, observed: Observed, read: set[Address]) -> tuple[Address, ...]:
    """An undeclared database of each branch with declared roles (or databases yet to be made) where no declared one is there:
    its roles can be read through any.
    """
    homes = {
        address.parent for address, value in desired.objects.items() if isinstance(value, Role | Database)
    } - read
    there = sorted(address for address, value in observed.objects.items() if isinstance(value, Database))
    first = {database.parent: database for database in reversed(there)}
    return tuple(
        first[home]
        for home in sorted(home for home in homes if home is not None)
        if home in first and home.child("compute") in observed.objects
    )


def _declared_databases(desired: Desired, observed: Observed) -> Iterator[Address]:
    for address, value in desired.objects.items():
        if not isinstance(value, Database) or address in desired.external:
            continue
        if address in observed.objects or is_plain_postgres(desired, address):
            yield address


def _own_databases(desired: Desired) -> Iterator[Address]:
    """The database that a plain server's URL names: its roles are read there when no declared database exists yet."""
    for project in desired.connection_urls:
        yield project.child("database", database_name(plain_postgres_url(desired, project)))


def _roles_first(desired: Desired) -> Callable[[Address], tuple[bool, Address]]:
    """The databases of the URLs come first, since they exist for sure."""
    sure = frozenset(_own_databases(desired))
    return lambda database: (database not in sure, database)


def _read(
    desired: Desired, observed: Observed, client: NeonClient | None, job: _Job, opened: Open
) -> _Reading:
    try:
        connection, rows, known = opened(job.database, database_url(client, desired, observed, job.database))
    except PostgresConnectionError as error:
        if is_missing(error, job.database.name[0]):
            return _Reading(job.database, None, {}, {}, (), 0, {})
        raise
    with closing(connection):
        state = known or observe_database(connection, job.database, roles_under=job.roles_under, rows=rows)
        both = replace(observed, objects={**observed.objects, **state.objects})
        inside = tuple(place for place in candidates(desired, both) if place.is_within(job.database))
        spelled = _spelled(connection, job.database, desired, state, inside) if inside else {}
        beside = strangers(
            connection,
            job.database,
            {**desired.objects, **spelled} if spelled else desired.objects,
            state.objects,
        )
    return _Reading(
        job.database,
        state.objects,
        spelled,
        state.sizes,
        tuple(state.unsupported),
        state.server_version,
        state.depends,
        beside,
    )


def _spelled(
    connection: Connection,
    database: Address,
    desired: Desired,
    state: DatabaseState,
    inside: tuple[Address, ...],
) -> Mapping[Address, Object]:
    return canonicalize(
        connection, database, desired, state.objects, inside, spellings=spellings_of(database)
    )


def is_missing(error: PostgresConnectionError, name: str) -> bool:
    """Is it only that there is no such database? A refused connection has no SQLSTATE in libpq, only the server's sentence."""
    return error.sqlstate == _DOES_NOT_EXIST or f'database "{name}" does not exist' in error.detail


def _merged(desired: Desired, observed: Observed, readings: Sequence[_Reading]) -> World:
    objects = dict(observed.objects)
    spelled = dict(desired.objects)
    sizes = dict(observed.sizes)
    versions = dict(observed.server_versions)
    depends = dict(observed.depends)
    unsupported = list(observed.unsupported)
    read = set(observed.read)
    for reading in readings:
        if reading.objects is None:
            continue
        for told, value in _declared_part(desired, reading):
            address = at_new_name(observed, told)
            objects[address] = _both_views(objects.get(address), value)
        spelled |= reading.spelled
        sizes |= reading.sizes
        depends |= reading.depends
        versions[reading.database] = reading.server_version
        unsupported += reading.unsupported
        read.add(reading.database)
    merged = replace(
        observed,
        objects=objects,
        sizes=sizes,
        depends=depends,
        server_versions=versions,
        unsupported=tuple(unsupported),
        strangers={reading.database: reading.strangers for reading in readings},
        read=frozenset(read),
        connections=len(readings),
    )
    everything = all(reading.objects is not None for reading in readings)
    databases = frozenset(reading.database for reading in readings) if everything else frozenset()
    return World(replace(desired, objects=spelled), merged, databases=databases)


def _declared_part(desired: Desired, reading: _Reading) -> Iterator[tuple[Address, Object]]:
    """Without the content of a database that was only read for its server's roles."""
    known = reading.database in desired.objects
    for address, value in (reading.objects or {}).items():
        if known or address == reading.database or not address.is_within(reading.database):
            yield address, value


def _both_views(api: Object | None, catalog: Object) -> Object:
    """A role or database as the catalog tells it, with what only the API knows."""
    if isinstance(api, Role) and isinstance(catalog, Role):
        return replace(catalog, managed_by=api.managed_by)
    if isinstance(api, Database) and isinstance(catalog, Database):
        return replace(catalog, **_told_only_by(api, catalog))
    return catalog


def _told_only_by(api: Database, catalog: Database) -> dict[str, Any]:
    names = (item.name for item in fields(Database))
    return {
        name: value
        for name in names
        if getattr(catalog, name) is UNSET and (value := getattr(api, name)) is not UNSET
    }
