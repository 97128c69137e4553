"""A schema. It is dropped when it is empty: what was in it has gone before, each with its own consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.sql import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 20


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its owner."""
    owner = getattr(value, "owner", None)
    role = world.role(owner, address) if isinstance(owner, str) else None
    if role is not None:
        yield role


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    yield from lifecycle(
        change, rename_hazards=(Hazard.BREAKS_RUNNING_CODE,), alter_hazards=_owner_hazard(change)
    )


def _owner_hazard(change: Change) -> tuple[Hazard, ...]:
    return (Hazard.CHANGES_ACCESS,) if change.difference("owner") else ()
