"""A foreign server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 25


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its owner and its wrapper, which may be an extension of its own name."""
    yield from owner(world, address, value)
    if isinstance(value, ForeignServer) and address.parent is not None:
        yield address.parent.child("foreign_data_wrapper", value.wrapper)
        yield address.parent.child("extension", value.wrapper)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        reason=why_replaced(change),
        context=tuple(_mappings(world, change)),
    )


def _mappings(world: World, change: Change) -> Iterator[tuple[Address, Object]]:
    """The user mappings that go with it. One that nobody speaks of and a replacement could not bring back stays, and Postgres refuses."""
    is_told = (change.address, "user_mapping") not in world.desired.open_parts
    for place in sorted(world.parts_of(change.address)):
        is_lost = change.action is Action.DELETE or is_told or place in world.desired.objects
        if place.kind == "user_mapping" and place in world.objects and is_lost:
            yield place, world.objects[place]
