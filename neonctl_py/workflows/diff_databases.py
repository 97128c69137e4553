"""What turns one database into another, each given as a URL, a branch, a stack or SQL files. Changes neither.

What isn't a running database becomes one for the length of the command, so that both sides are Postgres' own words;
only a stack on the second side is compared as a plan would. Never here: how a side is named on a command line.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.session import OFFLINE, Session
from neonctl_py.errors import NeonNotFoundError
from neonctl_py.model.address import project_address
from neonctl_py.model.extension import Extension
from neonctl_py.model.schema import Schema
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.neon.connections import connection_url
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.diff import candidates
from neonctl_py.postgres.canonicalize import canonicalize
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import DatabaseState, observe_database
from neonctl_py.postgres.strangers import strangers
from neonctl_py.workflows.across_versions import Crossing, as_on_version
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.found_project import found_project
from neonctl_py.workflows.other_database import on_database, only_database
from neonctl_py.workflows.owners import without_owner, without_owners
from neonctl_py.workflows.throwaway import require_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.early_reading import EarlyReading
    from neonctl_py.postgres.observe import CatalogRows
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.throwaway import ThrowawayPostgres


@dataclass(frozen=True, slots=True)
class BranchSide:
    """A database of a branch; ``database`` "" for its only one."""

    project: str
    branch: str
    database: str = ""


@dataclass(frozen=True, slots=True)
class SqlSide:
    """SQL texts by name."""

    texts: Mapping[str, str]


Side = Secret | BranchSide | SqlSide | Desired
"""A database by its URL, by its branch, by what makes it, or by what a stack says."""

_PROJECT: Final = project_address("diff")


@dataclass(frozen=True, slots=True)
class _Live:
    """A running database. ``nobody``: the role that owns what has no owner there; "" where owners are real."""

    url: Secret
    nobody: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """``plan`` turns the first side into the second; ``session``: who would do it there, and on which server."""

    plan: Plan
    session: Session


def diff_databases(
    old: Side,
    new: Side,
    access: NeonAccess,
    throwaway: ThrowawayPostgres,
    *,
    for_script: bool = False,
    ahead: Sequence[EarlyReading] = (),
) -> Difference:
    """What turns ``old`` into ``new``: whole objects that only ``old`` has go, too. Roles are not compared. Who would do it is
    only read ``for_script``; else it is a superuser. ``ahead``: readings of the two that have begun.
    """
    _choose_version((old, new), access, throwaway)
    first = _live(old, access, throwaway)
    database = _PROJECT.child("database", _name_of(old, first))
    connection, rows = _session_at(first.url, ahead[:1])
    with closing(connection):
        if isinstance(new, Desired):
            state = observe_database(connection, database, roles_under=None, rows=rows)
            desired = _spelled(_stack_side(new, database), connection, database, _observed(state, database))
            unsupported = state.unsupported
        else:
            second = _live(new, access, throwaway)
            state, wanted = _both((connection, rows), second.url, database, ahead[-1:])
            desired = _wanted(wanted, database, first, second)
            unsupported = tuple(dict.fromkeys((*state.unsupported, *wanted.unsupported)))
            if wanted.server_version // 10_000 != state.server_version // 10_000:
                crossing = Crossing(wanted.server_version, state.server_version, _superuser_at(second.url))
                observed = _observed(state, database)
                objects = as_on_version(desired.objects, observed.objects, crossing)
                desired = _spelled(replace(desired, objects=objects), connection, database, observed)
        if first.nobody:
            desired = replace(desired, objects=without_owners(desired.objects))
        beside = strangers(connection, database, desired.objects, _inside(state.objects, database))
        observed = replace(_observed(state, database), unsupported=unsupported, strangers={database: beside})
        plan = make_plan(desired, observed)
        return Difference(plan, _session(connection, first) if for_script else OFFLINE)


def _session_at(url: Secret, ahead: Sequence[EarlyReading]) -> tuple[Connection, CatalogRows | None]:
    """A session, with what was read in it if that has begun."""
    for begun in ahead:
        if begun.url == url:
            return begun.result()
    return connect(url), None


def _both(
    opened: tuple[Connection, CatalogRows | None],
    url: Secret,
    database: Address,
    ahead: Sequence[EarlyReading],
) -> tuple[DatabaseState, DatabaseState]:
    """Side by side: they may be far away, and on two servers."""
    connection, rows = opened
    with ThreadPoolExecutor(1) as beside:
        other = beside.submit(_state_at, url, database, ahead)
        return observe_database(connection, database, roles_under=None, rows=rows), other.result()


def _state_at(url: Secret, database: Address, ahead: Sequence[EarlyReading]) -> DatabaseState:
    connection, rows = _session_at(url, ahead)
    with closing(connection):
        return observe_database(connection, database, roles_under=None, rows=rows)


def _wanted(state: DatabaseState, database: Address, first: _Live, second: _Live) -> Desired:
    """The second side as what is desired."""
    objects = without_owner(_inside(state.objects, database), second.nobody)
    if first.nobody or second.nobody:
        objects = _without_versions(objects)
    return Desired(stack="", objects=objects, delete_unmanaged=frozenset({database}))


def _choose_version(sides: tuple[Side, ...], access: NeonAccess, throwaway: ThrowawayPostgres) -> None:
    """What has no server is read by one of the other side's version."""
    running = [side for side in sides if isinstance(side, Secret | BranchSide)]
    if running and len(running) < len(sides):
        with closing(connect(_live(running[0], access, throwaway).url)) as connection:
            throwaway.wanted = connection.info.server_version // 10_000


def _live(side: Side, access: NeonAccess, throwaway: ThrowawayPostgres) -> _Live:
    match side:
        case Secret():
            return _Live(side)
        case BranchSide():
            with access.client() as client:
                return _Live(_branch_url(client, side))
        case SqlSide():
            url = throwaway.loaded_database(side.texts)
            require_all(throwaway)
            return _Live(url, throwaway.owner)
        case Desired():
            return _Live(_built(side, throwaway.empty_database()), throwaway.owner)


def _superuser_at(url: Secret) -> str:
    """Who owns what came with the server."""
    with closing(connect(url)) as connection:
        row = connection.execute("SELECT rolname FROM pg_catalog.pg_roles WHERE oid = 10").fetchone()
    return str(row[0]) if row else ""


def _session(connection: Connection, side: _Live) -> Session:
    """Of who is connected; a superuser needs nobody's rights."""
    told = connection.info
    if told.parameter_status("is_superuser") == "on":
        return Session(server_version=told.server_version, user=told.user)
    from neonctl_py.apply.sql_session import opened, read_session  # noqa: PLC0415  half a second for a few

    with opened(side.url) as session:
        return read_session(session)


def _branch_url(client: NeonClient, side: BranchSide) -> Secret:
    project_id, project = found_project(client, side.project)
    branches = client.list_branches(project_id)
    branch = next((found for found in branches if side.branch in (found.name, found.id)), None)
    if branch is None:
        names = ", ".join(found.name for found in branches)
        raise NeonNotFoundError(
            "a branch was not found", detail=f"{project} has no branch {side.branch}. There are: {names}."
        )
    databases = [
        found for found in client.list_databases(project_id, branch.id) if side.database in ("", found.name)
    ]
    if len(databases) != 1:
        names = ", ".join(found.name for found in client.list_databases(project_id, branch.id))
        raise NeonNotFoundError(
            "which database?" if databases else "a database was not found",
            detail=f"{project}/{branch.name} has {names or 'none'}.",
            hint=f"Write {side.project}/{side.branch}/DATABASE.",
        )
    return connection_url(client, project_id, branch.id, databases[0].owner_name, databases[0].name)


def _built(desired: Desired, url: Secret) -> Secret:
    """The database, with everything that the stack declares in it."""
    from neonctl_py.apply.executor import Execution, execute  # noqa: PLC0415  as above
    from neonctl_py.apply.passwords import NoPasswords  # noqa: PLC0415  as above
    from neonctl_py.workflows.observe_world import observe_world  # noqa: PLC0415  as above

    world = observe_world(on_database(desired, url), None)
    plan = make_plan(world.desired, world.observed)
    execution = Execution(
        client=None, ids={}, url_of=lambda _: url, passwords=NoPasswords(), listen=lambda _: None
    )
    execute(plan, execution)
    return url


def _name_of(side: Side, live: _Live) -> str:
    match side:
        case Desired():
            return only_database(side).name[0]
        case SqlSide(texts):
            return next(iter(texts), "sql").rpartition("/")[2].partition(".")[0] or "sql"
        case _:
            return database_name(live.url)


def _observed(state: DatabaseState, database: Address) -> Observed:
    return Observed(
        objects=_inside(state.objects, database),
        sizes=state.sizes,
        depends=state.depends,
        server_versions={database: state.server_version},
    )


def _inside(objects: Mapping[Address, Object], database: Address) -> dict[Address, Object]:
    """Without roles, and without what is a fact about the database as one of several."""
    return {a: value for a, value in objects.items() if a != database and a.is_within(database)}


def _stack_side(desired: Desired, database: Address) -> Desired:
    """The stack's database under the address of the other side's; schema ``public`` stays where nobody speaks of it."""
    source = only_database(desired)

    def place(address: Address) -> Address:
        return address.moved(source, database)

    def within(address: Address) -> bool:
        return address != source and address.is_within(source)

    objects = {place(address): value for address, value in desired.objects.items() if within(address)}
    objects.setdefault(database.child("schema", "public"), Schema(comment=UNSET))
    return Desired(
        stack="",
        objects=objects,
        external=frozenset(place(address) for address in desired.external if within(address)),
        moved=tuple((place(old), place(new)) for old, new in desired.moved if within(new)),
        expansions={place(new): place(old) for new, old in desired.expansions.items() if within(new)},
        open_parts=frozenset((place(a), kind) for a, kind in desired.open_parts if a.is_within(source)),
        delete_unmanaged=frozenset({database}),
    )


def _spelled(desired: Desired, connection: Connection, database: Address, observed: Observed) -> Desired:
    """With its texts as the server of the other side spells them."""
    places = candidates(desired, observed)
    if not places:
        return desired
    spelled = canonicalize(connection, database, desired, observed.objects, places)
    return replace(desired, objects={**desired.objects, **spelled})


def _without_versions(objects: Mapping[Address, Object]) -> dict[Address, Object]:
    """A server that nobody keeps has its own versions of extensions."""
    return {
        address: replace(value, version=UNSET) if isinstance(value, Extension) else value
        for address, value in objects.items()
    }
