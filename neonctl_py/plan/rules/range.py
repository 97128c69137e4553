"""A range type. Nothing but its owner, name and comment can be altered: columns that have it are converted to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.range import Range
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, why_replaced
from neonctl_py.plan.type_users import columns_of, is_set_aside, rebuild, set_aside, turning_away

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 24


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, its subtype, operator class and collation, and the functions that it calls; before it changes, the columns that turn away from it."""
    yield from owner_and_schema(world, address, value)
    if address in world.changes and world.changes[address].before is not None:
        yield from turning_away(world, address)
    if isinstance(value, Range) and address.parent is not None:
        functions = f"{value.canonical or ''}( {value.difference or ''}("
        text = f"{value.subtype} {value.opclass or ''} {value.collation or ''} {functions}"
        yield from (place for place in world.mentioned(text, address.parent) if place != address)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Values go over to the new type as text."""
    if is_set_aside(change):
        yield from set_aside(world, change)
        return
    if change.action is Action.REPLACE and any(columns_of(world, change.address)):
        yield rebuild(world, change, why_replaced(change))
        return
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        rename_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        reason=why_replaced(change) if change.action is Action.REPLACE else "",
    )
