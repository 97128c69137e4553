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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


def columns_of(world: World, kind: Address) -> Iterator[tuple[Address, Object]]:
    """Those that stay and keep the type, with the defaults that they will have."""
    for place, value in sorted(world.objects.items(), key=lambda item: str(item[0])):
        if not isinstance(value, Column) or not is_of_type(value.type, kind):
            continue
        wanted = world.desired.objects.get(place)
        gone = wanted is None and (place in world.changes or place.parent in world.changes)
        if place.container("database") == kind.parent and not gone:
            yield place, replace(value, default=wanted.default) if isinstance(wanted, Column) else value


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
