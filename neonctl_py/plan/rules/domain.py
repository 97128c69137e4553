"""A domain, created with its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.domain import Domain
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 23


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, and the type it is based on."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, Domain) and address.parent is not None:
        yield from world.mentioned(f"{value.type} {value.default or ''}", address.parent)


def parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """Its constraints."""
    if change.action not in (Action.CREATE, Action.REPLACE):
        return ()
    return tuple(
        (place, world.desired.objects[place])
        for place in sorted(world.parts_of(change.address))
        if place.kind == "constraint" and place in world.changes and place in world.desired.objects
    )


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Its type can't be altered."""
    details: dict[str, Any] = {"reason": why_replaced(change)} if change.action is Action.REPLACE else {}
    nullable = change.difference("nullable")
    tighter = nullable is not None and nullable.after is False
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        alter_hazards=(Hazard.MAY_FAIL_ON_DATA,) if tighter else (),
        rename_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        parts=parts(world, change),
        **details,
    )
