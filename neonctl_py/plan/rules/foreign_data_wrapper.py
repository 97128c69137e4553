"""A foreign-data wrapper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import named_in, owner
from neonctl_py.plan.rules.sql import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 24


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its owner and its functions."""
    yield from owner(world, address, value)
    if isinstance(value, ForeignDataWrapper) and address.parent is not None:
        yield from named_in(world, f"{value.handler}() {value.validator}()", address.parent)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,))
