"""An extended statistics object. Made anew it is empty until the next ANALYZE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.statistics import Statistics
from neonctl_py.plan.changes import Action
from neonctl_py.plan.lineage import table_named
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 36


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, its table, and the columns that it names."""
    yield from owner_and_schema(world, address, value)
    table = table_named(value.table, address) if isinstance(value, Statistics) else None
    if isinstance(value, Statistics) and table is not None and address.parent is not None:
        yield table
        yield address.parent.child("materialized_view", *table.name)
        yield from world.columns_in(value.on, table)
        yield from (place for place in world.mentioned(value.on, address.parent) if place != address)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """They go with their table, and with a column that they need."""
    del world
    yield from lifecycle(change, reason=why_replaced(change) if change.action is Action.REPLACE else "")
