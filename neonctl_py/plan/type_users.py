"""The columns that have a type, and the step that converts them when the type has to be made anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.sql import sql_step
from neonctl_py.plan.steps import Transaction
from neonctl_py.plan.world import is_of_type

_GOES = (Action.DELETE, Action.REPLACE)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


def columns_of(world: World, kind: Address) -> Iterator[tuple[Address, Object]]:
    """Those that stay and keep the type, each with the default that it has when the type is there again."""
    for place, value in sorted(world.objects.items(), key=lambda item: str(item[0])):
        if not isinstance(value, Column) or not is_of_type(value.type, kind):
            continue
        if place.container("database") == kind.parent and not _leaves(world, place, kind):
            yield place, _with_default_that_stays(world, place, value)


def _turns_away(change: Change, kind: Address) -> bool:
    """Is it a column that had this type and gets another? It leaves before the type is made anew."""
    return (
        isinstance(change.before, Column)
        and change.difference("type") is not None
        and change.moved_from is None
        and is_of_type(change.before.type, kind)
        and change.address.container("database") == kind.parent
    )


def turning_away(world: World, kind: Address) -> Iterator[Address]:
    """Columns that get another type: before theirs is made anew or dropped."""
    yield from (place for place, change in world.changes.items() if _turns_away(change, kind))


def _leaves(world: World, place: Address, kind: Address) -> bool:
    """Has it gone, alone or with its table, or another type, by the time that the type is made anew?"""
    changes = [world.changes.get(step) for step in (place, *place.ancestors())]
    if any(change is not None and change.action in _GOES for change in changes):
        return True
    own = changes[0]
    return own is not None and _turns_away(own, kind)


def _with_default_that_stays(world: World, place: Address, value: Column) -> Column:
    """A default that changes, or that waits for something else, is set by the column's own change, which comes later."""
    change = world.changes.get(place)
    is_set_later = change is not None and (change.because or change.difference("default") is not None)
    return replace(value, default=None) if is_set_later else value


def rebuild(world: World, change: Change, reason: str, *hazards: Hazard) -> Planned:
    """The type is made anew, its columns converted, its grants given again where the stack doesn't say them itself."""
    # what a replacement writes is planned like any other; what an update keeps has no change of its own
    is_kept = change.action is Action.UPDATE or (change.address, "grant") in world.desired.open_parts
    grants = tuple(
        (place, world.objects[place])
        for place in world.parts_of(change.address)
        if is_kept and place.kind == "grant" and place in world.objects
    )
    users = tuple(columns_of(world, change.address))
    large = any(place.parent is not None and not world.is_small(place.parent) for place, _ in users)
    rewrites = (Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS) if large else ()
    return sql_step(
        change,
        "rebuild",
        None,
        transaction=Transaction.OWN,
        context=(*users, *grants),
        hazards=(Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_RUNNING_CODE, *hazards, *rewrites),
        reason=reason,
        form="rebuild",
    )
