"""An enum: values are added in place; removing or reordering rebuilds the type with the columns that use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.enum import Enum
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, sql_step
from neonctl_py.plan.steps import Transaction
from neonctl_py.plan.type_users import columns_of, turning_away

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 22


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema and owner; when it is made anew, the columns that turn away from it."""
    yield from owner_and_schema(world, address, value)
    change = world.changes.get(address)
    if change is not None and is_rebuilt(change):
        yield from turning_away(world, address)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """``ALTER TYPE … ADD VALUE`` can't be used in the transaction that does it, so it has its own."""
    labels = change.difference("labels")
    if change.action is not Action.UPDATE or labels is None:
        yield from lifecycle(
            change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), rename_hazards=(Hazard.BREAKS_RUNNING_CODE,)
        )
        return
    if change.moved_from is not None:
        yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    if is_extension(labels.before, labels.after):
        yield sql_step(change, "add_values", None, transaction=Transaction.OWN, changed=("labels",))
    else:
        yield _rebuild(world, change)
    others = tuple(item.field for item in change.differences if item.field != "labels")
    if others:
        yield sql_step(change, "alter", None, changed=others)


def is_rebuilt(change: Change) -> bool:
    """Can its labels only be had by a new type in its place?"""
    labels = change.difference("labels")
    return labels is not None and not is_extension(labels.before, labels.after)


def is_extension(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Are all old labels still there, in their old order?"""
    kept = [label for label in after if label in before]
    return kept == list(before)


def _rebuild(world: World, change: Change) -> Planned:
    assert isinstance(change.after, Enum)  # noqa: S101  a change of labels has both sides
    users = tuple(columns_of(world, change.address))
    grants = (
        (place, world.objects[place]) for place in world.parts_of(change.address) if place in world.objects
    )
    large = any(place.parent is not None and not world.is_small(place.parent) for place, _ in users)
    hazards = [Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_RUNNING_CODE]
    if users and large:
        hazards += [Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS]
    return sql_step(
        change,
        "rebuild",
        None,
        transaction=Transaction.OWN,
        context=(*users, *grants),
        changed=("labels",),
        hazards=tuple(hazards),
        reason="Postgres can't remove or reorder values of an enum: the type is made anew and its columns are converted",
        form="rebuild",
    )
