"""What objects made later will grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 46


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The creator and the grantee."""
    del value
    creator, _, grantee = address.name
    for name in (creator, grantee):
        role = world.role(name, address)
        if role is not None:
            yield role


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Objects that exist already are not touched."""
    fresh = change.action is Action.CREATE and world.is_new(change.address)
    phase = Phase.REMOVE if change.action is Action.DELETE else Phase.PUT
    yield sql_step(change, "change", None, phase=phase, hazards=() if fresh else (Hazard.CHANGES_ACCESS,))
