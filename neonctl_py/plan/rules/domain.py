"""A domain, created with its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.domain import Domain
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules import column_types
from neonctl_py.plan.rules.constraint import comes_later
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, sql_step, why_replaced
from neonctl_py.plan.steps import Transaction
from neonctl_py.plan.type_users import columns_of, is_set_aside, set_aside, turning_away

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 23


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, and the type it is based on; before it changes, the columns that turn away from it."""
    yield from owner_and_schema(world, address, value)
    if address in world.changes and world.changes[address].before is not None:
        yield from turning_away(world, address)
    if isinstance(value, Domain) and address.parent is not None:
        yield from world.mentioned(f"{value.type} {value.default or ''}", address.parent)


def parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """Its constraints."""
    if change.action not in (Action.CREATE, Action.REPLACE):
        return ()
    return tuple(
        (place, world.desired.objects[place])
        for place in sorted(world.parts_of(change.address))
        if place.kind == "constraint"
        and place in world.changes
        and place in world.desired.objects
        and not comes_later(world.desired.objects[place])
    )


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Its type can't be altered: where columns have it, they are converted to a new one that takes its name."""
    if is_set_aside(change):
        yield from set_aside(world, change, parts(world, change))
        return
    details: dict[str, Any] = {"reason": why_replaced(change)} if change.action is Action.REPLACE else {}
    users = tuple(columns_of(world, change.address)) if change.action is Action.REPLACE else ()
    if users:
        yield _rebuild(world, change, users)
        return
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


def _rebuild(world: World, change: Change, users: tuple[tuple[Address, Object], ...]) -> Planned:
    is_open = (change.address, "grant") in world.desired.open_parts
    grants = tuple(  # those that the stack writes are planned like any other
        (place, world.objects[place])
        for place in world.parts_of(change.address)
        if is_open and place.kind == "grant" and place in world.objects
    )
    large = any(place.parent is not None and not world.is_small(place.parent) for place, _ in users)
    hazards = [Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_RUNNING_CODE]
    before, after = change.before, change.after
    assert isinstance(before, Domain)  # noqa: S101  a replacement has both sides
    assert isinstance(after, Domain)  # noqa: S101  a replacement has both sides
    if not column_types.keeps_values(before.type, after.type):
        hazards.append(Hazard.LOSES_PRECISION)
    if large:
        hazards += [Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS]
    return sql_step(
        change,
        "rebuild",
        None,
        transaction=Transaction.OWN,
        parts=parts(world, change),
        context=(*users, *grants),
        hazards=tuple(hazards),
        reason=why_replaced(change),
        form="rebuild",
    )
