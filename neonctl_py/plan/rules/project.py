"""A project: created with its default branch, compute, first role and first database in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.inherit import default_branch
from neonctl_py.plan.rules.neon import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 0


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Nothing: it is the root."""
    del world, address, value
    yield from ()


def parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """The default branch, its compute, and the first API-managed role that owns a database, with that database."""
    if not isinstance(change.after, Project) or change.after.provider == "postgres":
        return ()
    if change.action not in (Action.CREATE, Action.REPLACE):
        return ()
    branch = default_branch(world.desired, change.address)
    if branch is None:
        return ()
    found = [branch, branch.child("compute")]
    for database in sorted(
        place for place in world.desired.objects if place.kind == "database" and place.parent == branch
    ):
        value = world.desired.objects[database]
        owner = value.owner if isinstance(value, Database) else None
        role = branch.child("role", owner) if isinstance(owner, str) else None
        declared = world.desired.objects.get(role) if role else None
        if role is not None and isinstance(declared, Role) and declared.managed_by == "neon":
            found += [role, database]
            break
    return tuple((place, world.desired.objects[place]) for place in found if place in world.changes)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """A plain Postgres server is not ours to make or delete."""
    value = change.after or change.before
    if isinstance(value, Project) and value.provider == "postgres":
        return
    hazards: list[Hazard] = []
    if change.difference("logical_replication"):
        hazards += [Hazard.RESTARTS_COMPUTE, Hazard.DROPS_CONNECTIONS, Hazard.CANNOT_BE_UNDONE]
    if change.difference("allowed_ips") or change.difference("block_public_connections"):
        hazards.append(Hazard.CHANGES_ACCESS)
    history = change.difference("history_retention")
    if history is not None:
        shorter = (history.after or 0) < (history.before or 0)
        hazards.append(Hazard.CANNOT_BE_UNDONE if shorter else Hazard.COSTS_MONEY)
    yield from lifecycle(
        change,
        update_hazards=tuple(hazards),
        delete_hazards=(Hazard.DELETES_DATA,),
        parts=parts(world, change),
        contents=world.contents(change.address),
    )
