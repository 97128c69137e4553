"""An operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.operator import Operator
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

RANK = 27


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, and the functions and types that it names; not its commutator, which Postgres may learn of later."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, Operator) and address.parent is not None:
        functions = " ".join(f"{part}()" for part in (value.function, value.restrict, value.join) if part)
        yield from named_in(world, f"{functions} {address.name[1]}", address.parent)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), reason=why_replaced(change))
