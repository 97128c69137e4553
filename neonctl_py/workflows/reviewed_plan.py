"""The reviewed databases of a plan: which revisions each lacks, and whether these lead to what the stack says.

Tried on a throwaway Postgres before anything is changed. Never here: running them on the real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.apply.revisions import current_revisions
from neonctl_py.ddl.revisions.run import way
from neonctl_py.errors import NeonpyError
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.inherit import unborn_branches
from neonctl_py.plan.reviewed import Review, with_revisions
from neonctl_py.plan.steps import RevisionStep
from neonctl_py.workflows.check_revisions import check_one
from neonctl_py.workflows.connecting import database_url
from neonctl_py.workflows.reviewed_databases import declared_roles, reviewed_at, reviewed_databases

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from neonctl_py.ddl.revisions.folder import Revision, RevisionFolder
    from neonctl_py.model.address import Address
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.workflows.observe_world import World
    from neonctl_py.workflows.reviewed_databases import ReviewedDatabase
    from neonctl_py.workflows.throwaway import OpensThrowaway


def reviewed_plan(
    plan: Plan,
    client: NeonClient | None,
    world: World,
    asked_for: Collection[Address],
    throwaway: OpensThrowaway | None,
) -> Plan:
    """The plan with revisions in place of direct changes, where the stack wants that. ``asked_for``: targets and branches; a database
    that has to do with none of them is left alone, unless there are none.
    """
    copies = dict(unborn_branches(world.desired, world.observed.objects))
    main = reviewed_databases(world.desired)
    others = [
        held
        for address in sorted(world.desired.objects)
        if address.kind == "database" and (held := reviewed_at(world.desired, address)) is not None
    ]
    tried: dict[Path, tuple[tuple[Address, ...] | None, str]] = {}
    reviews = {}
    for database in dict.fromkeys((*main, *others)):  # what is tried for one branch is tried for all
        if not _is_asked_for(database.address, asked_for):
            continue
        folder = database.folder()
        folder.one_head("neonpy migrate new --merge -m 'join the two'")
        origin = _origin(database.address, copies)
        steps = _steps(world, client, database, folder, origin)
        if steps and database.path not in tried:
            declared = next((item for item in main if item.path == database.path), database)
            tried[database.path] = _tried(world, declared, throwaway)
        uncovered, untried = tried.get(database.path, ((), ""))
        reviews[database.address] = Review(
            database=database.address,
            steps=steps,
            uncovered=_placed(uncovered, database.address),
            untried=untried if steps else "",
            span=world.desired.spans.get(database.address),
            is_copy=origin != database.address,
        )
    return with_revisions(plan, reviews) if reviews else plan


def _is_asked_for(database: Address, asked_for: Collection[Address]) -> bool:
    return not asked_for or any(database.is_within(place) or place.is_within(database) for place in asked_for)


def _origin(database: Address, copies: Mapping[Address, Address]) -> Address:
    """The database that a branch which will be made gets its own as a copy of, with its revisions."""
    while database.parent is not None and database.parent in copies:
        database = database.moved(database.parent, copies[database.parent])
    return database


def _steps(
    world: World,
    client: NeonClient | None,
    database: ReviewedDatabase,
    folder: RevisionFolder,
    origin: Address,
) -> tuple[RevisionStep, ...]:
    """What the database lacks, or its origin; everything, where it isn't there yet."""
    at: tuple[str, ...] = ()
    if origin in world.observed.read:
        url = database_url(client, world.desired, world.observed, origin)
        at = current_revisions(url, database.table)
    roles = declared_roles(world.desired, database.address)
    lacking = [folder.get(revision) for revision in way(folder, "upgrade", "heads", at)]
    return tuple(_step(database, revision, roles) for revision in lacking)


def _step(database: ReviewedDatabase, revision: Revision, roles: tuple[str, ...]) -> RevisionStep:
    known = {hazard.value for hazard in Hazard}
    return RevisionStep(
        action=Action.UPDATE,
        address=database.address.child("revision", revision.id),
        database=database.address,
        revision=revision.id,
        title=revision.title,
        folder=str(database.path),
        version_table=f"{database.table.schema}.{database.table.name}",
        roles=roles,
        agreed=tuple(Hazard(name) for name in revision.hazards or () if name in known),
    )


def _tried(
    world: World, database: ReviewedDatabase, throwaway: OpensThrowaway | None
) -> tuple[tuple[Address, ...] | None, str]:
    """What the revisions don't lead to; or None, and why nobody could say."""
    if throwaway is None:
        return None, ""
    try:
        with throwaway() as opened:
            checked = check_one(world.desired, database, opened)
    except NeonpyError as error:
        return None, " ".join(part for part in (f"{error.summary}.", error.detail.partition("\n")[0]) if part)
    return tuple(change.address for change in checked.uncovered), ""


def _placed(uncovered: tuple[Address, ...] | None, database: Address) -> tuple[Address, ...] | None:
    """The same under this database: the folder may serve it on several branches."""
    if uncovered is None:
        return None
    return tuple(
        place.moved(old, database) for place in uncovered if (old := place.container("database")) is not None
    )
