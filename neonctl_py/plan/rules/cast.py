"""A cast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.cast import Cast
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import named_in
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
    """The types and the function that it names."""
    if isinstance(value, Cast) and address.parent is not None:
        yield from named_in(world, f"{address.name[0]} {value.function or ''}", address.parent)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), reason=why_replaced(change))
