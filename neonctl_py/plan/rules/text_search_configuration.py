"""A text search configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.text_search_configuration import TextSearchConfiguration
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import named_in, owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 25


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, dictionaries."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, TextSearchConfiguration) and address.parent is not None:
        names = " ".join(name for _, dictionaries in value.mappings for name in dictionaries)
        yield from named_in(world, names, address.parent)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), reason=why_replaced(change))
