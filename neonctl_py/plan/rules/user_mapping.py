"""A user mapping: as whom a role acts on a foreign server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.sql import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 26


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The role; the server holds it."""
    del value
    role = world.role(address.name[0], address)
    if role is not None:
        yield role


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(
        change, alter_hazards=(Hazard.CHANGES_ACCESS,), drop_hazards=(Hazard.CHANGES_ACCESS,)
    )
