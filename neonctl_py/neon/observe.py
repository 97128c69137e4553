"""What the Neon API has of what a stack speaks of: projects, branches, computes, replicas, schedules and databases.

Two rounds of parallel reads: first every project's own three, then what single branches need. Nothing is read that the
stack does not manage. A branch that isn't there is absent; there is no fallback to another one.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from neonctl_py.errors import NeonConflictError, NeonNotFoundError, NeonUnreachableError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.auth import Auth
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.branch import Branch
from neonctl_py.model.project import Project
from neonctl_py.model.rehearsal import THROWAWAY
from neonctl_py.model.safety import KEPT
from neonctl_py.model.snapshot_schedule import SnapshotSchedule
from neonctl_py.model.state import Observed
from neonctl_py.neon import convert
from neonctl_py.neon.kinds import auth, data_api, jwks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from neonctl_py.model.jwks import Jwks
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.neon import wire
    from neonctl_py.neon.reads import Reads

_THREADS = 6
"""Enough for three questions about two projects at once; the account may ask 11 times a second, and 429 is waited for."""

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    objects: dict[Address, Object] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)
    read: set[Address] = field(default_factory=set)
    unavailable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _ProjectParts:
    address: Address
    project: wire.Project
    branches: tuple[wire.Branch, ...]
    endpoints: tuple[wire.Endpoint, ...]


@dataclass(frozen=True, slots=True)
class _BranchToRead:
    project_id: str
    branch_id: str
    address: Address
    databases: bool
    schedule: bool
    auth: bool
    data_apis: tuple[str, ...]


def observe_account(client: Reads, desired: Desired, *, everything: bool = False) -> Observed:
    """The API's side of the stack's projects, found by pinned id or by name. ``everything``: the databases and schedules of
    all their branches too (import). Raises NeonConflictError when a name fits two projects, NeonNotFoundError when a pinned
    project is gone, NeonUnreachableError when the API could not say whether a project exists.
    """
    before = client.reads
    found = _Found()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="neon-observe") as pool:
        everywhere = _Parallel(pool)
        targets = _find_projects(client, desired, found)
        parts = _read_projects(client, targets, everywhere)
        for project in parts:
            _take_project(project, desired, found)
        declared_keys = [
            p for p in parts if everything or _speaks_of_keys(_observed_address(p, desired), desired)
        ]
        for project, keys in zip(
            declared_keys, everywhere.each(lambda p: _read_keys(client, p), declared_keys), strict=True
        ):
            for name, (value, jwks_id) in keys.items():
                place = _observed_address(project, desired).child("jwks", name)
                found.objects[place], found.ids[place] = value, jwks_id
        to_read = [branch for project in parts for branch in _branches_to_read(project, desired, everything)]
        for branch, objects in zip(
            to_read,
            everywhere.each(lambda b: _read_branch(client, b, desired, everything), to_read),
            strict=True,
        ):
            found.objects.update(_wanted_schedule(objects, desired))
            found.read.add(branch.address)
    return Observed(
        objects=found.objects,
        ids=found.ids,
        read=frozenset(found.read),
        unavailable=found.unavailable,
        api_reads=client.reads - before,
    )


class _Parallel:
    """Runs one function over many things; the first failure cancels what has not begun."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def begin(self, function: Callable[[_T], _R], things: Iterable[_T]) -> list[Future[_R]]:
        return [self._pool.submit(function, thing) for thing in things]

    def take(self, futures: list[Future[_R]]) -> list[_R]:
        try:
            return [future.result() for future in futures]
        except BaseException:
            self._pool.shutdown(wait=False, cancel_futures=True)
            raise

    def each(self, function: Callable[[_T], _R], things: Iterable[_T]) -> list[_R]:
        return self.take(self.begin(function, things))


# which projects


def _find_projects(client: Reads, desired: Desired, found: _Found) -> list[tuple[Address, str]]:
    """(address, id) of every project that exists; those that don't are known to be absent (their address is in ``read``)."""
    targets = [
        (address, project_id) for address, project_id in sorted(desired.pinned_ids.items()) if project_id
    ]
    pinned = {address for address, _ in targets}
    by_org: dict[str | None, set[str]] = {}
    for address in _named_projects(desired) - pinned:
        by_org.setdefault(_org_of(address, desired), set()).add(address.name[0])
    for org_id, names in sorted(by_org.items(), key=str):
        targets += _find_by_name(client, org_id, names, found)
    return targets


def _named_projects(desired: Desired) -> set[Address]:
    """Every project that the stack declares, renames or removes; those without an API are somebody else's to read."""
    mentioned = [*desired.objects, *desired.removed, *(old for old, _ in desired.moved)]
    projects = {address.container("project") for address in mentioned}
    without_api = {
        a for a, value in desired.objects.items() if isinstance(value, Project) and value.provider != "neon"
    }
    moved_to_pinned = {
        old for old, new in desired.moved if old.kind == "project" and desired.pinned_ids.get(new)
    }
    return {address for address in projects if address is not None} - without_api - moved_to_pinned


def _org_of(address: Address, desired: Desired) -> str | None:
    value = desired.objects.get(address)
    return value.org_id if isinstance(value, Project) and isinstance(value.org_id, str) else None


def _find_by_name(
    client: Reads, org_id: str | None, names: set[str], found: _Found
) -> list[tuple[Address, str]]:
    listed = client.list_projects(org_id)
    if not listed.is_proven and names - {project.name for project in listed.projects}:
        # absence makes a new project: a list that ended with a page that wasn't full is not proof enough
        listed = client.list_projects(org_id, short_page_ends=False)
    ids = {name: sorted({p.id for p in listed.projects if p.name == name}) for name in sorted(names)}
    found.unavailable += listed.unavailable
    for name, same in ids.items():
        if len(same) > 1:
            raise _two_of_a_name(name, same)
        if not same and listed.unavailable:
            raise _maybe_absent(name, listed.unavailable)
        if not same:
            found.read.add(project_address(name))
    return [(project_address(name), same[0]) for name, same in ids.items() if same]


def _two_of_a_name(name: str, ids: list[str]) -> NeonConflictError:
    return NeonConflictError(
        f"{len(ids)} projects are named {name!r}",
        detail=f"Their ids: {', '.join(ids)}. Project names are not unique, so the stack does not say which one it means.",
        hint=f"Write id: {ids[0]} (or the other) under the project {name}.",
    )


def _maybe_absent(name: str, unavailable: tuple[str, ...]) -> NeonUnreachableError:
    return NeonUnreachableError(
        f"Neon can't tell now whether the project {name!r} exists",
        detail=f"The list of projects came without {len(unavailable)} of them: {', '.join(unavailable)}.",
        hint="Try again in a moment, or write the project's id: into the stack.",
    )


# what is in them


def _read_projects(
    client: Reads, targets: list[tuple[Address, str]], everywhere: _Parallel
) -> list[_ProjectParts]:
    """Three questions per project, all of them at once."""
    ids = [project_id for _, project_id in targets]
    projects = everywhere.begin(lambda target: _read_project(client, *target), targets)
    branches = everywhere.begin(client.list_branches, ids)
    endpoints = everywhere.begin(client.list_endpoints, ids)
    # a missing project answers 404 to all three: its own answer is the one to tell, so it is taken first
    answers = (everywhere.take(projects), everywhere.take(branches), everywhere.take(endpoints))
    return [
        _ProjectParts(address, project, own_branches, own_endpoints)
        for (address, _), project, own_branches, own_endpoints in zip(targets, *answers, strict=True)
    ]


def _read_project(client: Reads, address: Address, project_id: str) -> wire.Project:
    try:
        return client.get_project(project_id)
    except NeonNotFoundError as error:
        raise NeonNotFoundError(
            f"There is no project with the id {project_id}",
            detail=f"The stack pins {address} to it. {error.detail}",
            hint="Correct the id:, or remove it: then the project is found by its name, and made when there is none.",
            status=error.status,
            code=error.code,
            request_id=error.request_id,
        ) from error


def _take_project(parts: _ProjectParts, desired: Desired, found: _Found) -> None:
    address = _observed_address(parts, desired)
    found.objects[address] = convert.project(parts.project)
    found.ids[address] = parts.project.id
    found.read.add(address)
    told = {place.name[0] for place in desired.removed if place.kind == "branch" and place.parent == address}
    branches = [
        item for item in _of_the_users(parts.branches, told) if not _is_passing(item.name, address, desired)
    ]
    names = {branch.id: branch.name for branch in branches}
    for branch in branches:
        place = address.child("branch", branch.name)
        wanted = desired.objects.get(_renamed(place, desired))
        declared = wanted if isinstance(wanted, Branch) else None
        found.objects[place] = convert.branch(branch, names, declared)
        found.ids[place] = branch.id
    for endpoint in parts.endpoints:
        if endpoint.branch_id in names:  # a compute of a branch that is just being deleted has no address
            _take_endpoint(address.child("branch", names[endpoint.branch_id]), endpoint, found)


def _of_the_users(branches: Iterable[wire.Branch], told: Collection[str] = ()) -> Iterator[wire.Branch]:
    """Without what apply and rollback keep: no stack declares it, and no plan may remove it unless its name is ``told`` under
    `removed:`. A branch that was restored stands below that; its parent is the first that is somebody's.
    """
    every = {branch.id: branch for branch in branches}
    kept = {
        branch.id for branch in every.values() if branch.name.startswith(KEPT) and branch.name not in told
    }
    for branch in every.values():
        if branch.id in kept:
            continue
        parent = branch.parent_id
        while parent in kept:
            parent = every[parent].parent_id
        yield branch if parent == branch.parent_id else branch.model_copy(update={"parent_id": parent})


def _is_passing(name: str, project: Address, desired: Desired) -> bool:
    """Is it a preview or a rehearsal's, which come and go without a word of the stack? Then no plan speaks of it, or gets stale by it,
    unless it was asked for.
    """
    if not (name.startswith(THROWAWAY) or desired.previews.may_be(name)):
        return False
    place = project.child("branch", name)
    spoken_of = (*desired.removed, *(old for old, _ in desired.moved))
    return place not in desired.objects and place not in spoken_of


def _take_endpoint(branch: Address, endpoint: wire.Endpoint, found: _Found) -> None:
    value: Object
    if endpoint.type == "read_only":
        address, value = branch.child("replica", endpoint.name or endpoint.id), convert.replica(endpoint)
    else:
        address, value = branch.child("compute"), convert.compute(endpoint)
    found.objects[address] = value
    found.ids[address] = endpoint.id


def _observed_address(parts: _ProjectParts, desired: Desired) -> Address:
    """A pinned project is the one that the stack means, whatever its name, unless ``moved`` says that this is its old name."""
    actual = project_address(parts.project.name)
    is_renamed = (actual, parts.address) in desired.moved
    return actual if is_renamed else parts.address


def _renamed(address: Address, desired: Desired) -> Address:
    """Where the stack declares what is at the address now."""
    for old, new in desired.moved:
        if address.is_within(old):
            return address.moved(old, new)
    return address


# what single branches need


def _branches_to_read(parts: _ProjectParts, desired: Desired, everything: bool) -> Iterator[_BranchToRead]:
    address = _observed_address(parts, desired)
    mentioned = _mentioned_parts(desired)
    for branch in _of_the_users(parts.branches):
        place = address.child("branch", branch.name)
        kinds = mentioned.get(place, set()) | mentioned.get(_renamed(place, desired), set())
        whole = everything or bool({place, address} & desired.delete_unmanaged)
        # roles are read through some database, so who speaks only of roles needs to know one
        databases, schedule = (
            whole or bool(kinds & {"database", "role"}),
            whole or "snapshot_schedule" in kinds,
        )
        has_auth = everything or "auth" in kinds
        data_apis = () if everything else _data_apis(place, desired)
        if databases or schedule or has_auth:
            yield _BranchToRead(parts.project.id, branch.id, place, databases, schedule, has_auth, data_apis)


def _data_apis(branch: Address, desired: Desired) -> tuple[str, ...]:
    """The databases of which the stack speaks as having one."""
    places = {branch, _renamed(branch, desired)}
    mentioned = (*desired.objects, *desired.removed)
    names = {
        database.name[0]
        for place in mentioned
        if place.kind == "data_api" and (database := place.parent) is not None and database.parent in places
    }
    return tuple(sorted(names))


def _speaks_of_keys(project: Address, desired: Desired) -> bool:
    places = {project, _renamed(project, desired)}
    return any(a.kind == "jwks" and a.parent in places for a in (*desired.objects, *desired.removed))


def _read_keys(client: Reads, parts: _ProjectParts) -> dict[str, tuple[Jwks, str]]:
    return jwks.read(client, parts.project.id, {branch.id: branch.name for branch in parts.branches})


def _mentioned_parts(desired: Desired) -> dict[Address, set[str]]:
    """The kinds of parts that the stack speaks of, by branch."""
    kinds: dict[Address, set[str]] = {}
    for address in (*desired.objects, *desired.removed, *(old for old, _ in desired.moved)):
        branch = address.container("branch")
        if branch is None or branch == address:
            continue
        part = address
        while part.parent is not None and part.parent != branch:
            part = part.parent
        kinds.setdefault(branch, set()).add(part.kind)
    return kinds


def _read_branch(
    client: Reads,
    branch: _BranchToRead,
    desired: Desired,
    everything: bool,
) -> dict[Address, Object]:
    objects: dict[Address, Object] = {}
    if branch.databases:
        for database in client.list_databases(branch.project_id, branch.branch_id):
            place = branch.address.child("database", database.name)
            objects[place] = convert.database(database)
            if everything or database.name in branch.data_apis:
                found = data_api.read(client, branch.project_id, branch.branch_id, database.name)
                if found is not None:
                    objects[place.child("data_api")] = found
    if branch.auth:
        objects |= _read_auth(client, branch, desired)
    if branch.schedule:
        rules = client.get_backup_schedule(branch.project_id, branch.branch_id)
        objects[branch.address.child("snapshot_schedule")] = convert.snapshot_schedule(rules)
    return objects


def _read_auth(client: Reads, branch: _BranchToRead, desired: Desired) -> dict[Address, Object]:
    """With what is declared beside it: secrets may not be told."""
    place = branch.address.child("auth")
    declared = _renamed(place, desired)
    wanted = desired.objects.get(declared)
    providers = {
        address.name[0]: value
        for address, value in desired.objects.items()
        if isinstance(value, AuthProvider) and address.parent == declared
    }
    wanted = wanted if isinstance(wanted, Auth) else None
    found = auth.read(client, branch.project_id, branch.branch_id, wanted, providers)
    if found is None:
        return {}
    value, own = found
    return {place: value} | {place.child("auth_provider", name): item for name, item in own.items()}


def _wanted_schedule(objects: dict[Address, Object], desired: Desired) -> dict[Address, Object]:
    """No rules is no schedule, except for a stack that declares just that: then it is there and as declared."""
    empty = SnapshotSchedule()
    return {a: value for a, value in objects.items() if value != empty or desired.objects.get(a) == empty}
