"""A publication: what it sends is changed in place, but for FOR ALL TABLES."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.publication import Publication
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import named_in, owner
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 60


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its owner, its tables with the columns that they name, its schemas."""
    yield from owner(world, address, value)
    database = address.parent
    if not isinstance(value, Publication) or database is None:
        return
    yield from (database.child("schema", name) for name in value.schemas)
    for item in value.tables:
        table = database.child("table", item.schema, item.name)
        yield table
        yield from (table.child("column", name) for name in item.columns or ())
        if item.where is not None:
            yield from world.columns_in(item.where, table)
            yield from named_in(world, item.where, database)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Subscribers lose what is no longer sent."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), reason=why_replaced(change))
