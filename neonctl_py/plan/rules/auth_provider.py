"""Whose accounts Neon Auth takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.neon import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 14


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Neon Auth, which holds it."""
    del world, address, value
    yield from ()


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Without it, those who sign in with it can't any more."""
    del world
    yield from lifecycle(
        change,
        update_hazards=(Hazard.CHANGES_ACCESS,),
        delete_hazards=(Hazard.BREAKS_RUNNING_CODE, Hazard.CHANGES_ACCESS),
    )
