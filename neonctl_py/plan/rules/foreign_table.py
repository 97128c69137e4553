"""A foreign table, created whole: columns and checks in its CREATE FOREIGN TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.foreign_table import ForeignTable
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, why_replaced
from neonctl_py.plan.rules.table import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 30


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, server."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, ForeignTable) and address.parent is not None:
        yield address.parent.child("foreign_server", value.server)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Dropping one loses no rows: they are on the other server."""
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        rename_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        reason=why_replaced(change),
        parts=parts(world, change),
    )
