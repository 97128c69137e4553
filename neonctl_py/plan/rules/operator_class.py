"""An operator class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.operator_class import OperatorClass
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

RANK = 29


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, its family, its type, and what its members name."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, OperatorClass) and address.parent is not None:
        text = " ".join((value.type, *value.items))
        yield from named_in(world, text, address.parent)
        yield from _family(world, address, value)


def _family(world: World, address: Address, value: OperatorClass) -> Iterator[Address]:
    method = address.name[1].rpartition(" using ")[2]
    bare = value.family.rpartition(".")[2].strip('"')
    wanted, database = f"{bare} using {method}", address.parent
    if database is not None:
        yield from (
            place
            for place in world.parts_of(database)
            if place.kind == "operator_family" and place.name[1] == wanted
        )


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), reason=why_replaced(change))
