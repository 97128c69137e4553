"""A branch: a copy of its parent at a point in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.branch import Branch
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.inherit import parent_of
from neonctl_py.plan.rules.neon import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 1


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its parent."""
    parent = parent_of(address, value, world.desired)
    if parent is not None:
        yield parent


def copied_from(world: World, change: Change) -> Iterator[Address]:
    """Everything of the parent that changes in this plan: the copy is taken after that."""
    if change.action is not Action.CREATE or change.after is None:
        return
    parent = parent_of(change.address, change.after, world.desired)
    if parent is not None:
        yield from (place for place in world.changes if place.is_within(parent))


def parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """Its compute comes with the same call."""
    compute = change.address.child("compute")
    if change.action is Action.DELETE or compute not in world.changes or compute not in world.desired.objects:
        return ()
    if change.action not in (Action.CREATE, Action.REPLACE):
        return ()
    return ((compute, world.desired.objects[compute]),)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Deleting a branch deletes what was written on it."""
    protection = change.difference("protected")
    weaker = protection is not None and protection.before is True
    hazards = (Hazard.WEAKENS_PROTECTION,) if weaker else ()
    if change.moved_from is not None and isinstance(change.after, Branch):
        hazards = (*hazards, Hazard.BREAKS_RUNNING_CODE)
    yield from lifecycle(
        change,
        update_hazards=hazards,
        delete_hazards=(Hazard.DELETES_DATA,),
        parts=parts(world, change),
        contents=world.contents(change.address),
    )
