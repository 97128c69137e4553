"""A text search dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

RANK = 24


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema and owner."""
    yield from owner_and_schema(world, address, value)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), reason=why_replaced(change))
