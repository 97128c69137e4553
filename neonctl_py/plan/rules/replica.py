"""A read-only compute of a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.neon import compute_hazards, lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 3


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its branch, which holds it."""
    del world, address, value
    yield from ()


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Its readers lose their connections; the data stays."""
    del world
    yield from lifecycle(
        change, update_hazards=compute_hazards(change), delete_hazards=(Hazard.DROPS_CONNECTIONS,)
    )
