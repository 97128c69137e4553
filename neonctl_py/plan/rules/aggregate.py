"""An aggregate. Its result's type follows from the state and the final function: while these stay, it is replaced in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.plan.changes import Action
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

RANK = 26
_FUNCTIONS = (
    "sfunc",
    "finalfunc",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "msfunc",
    "minvfunc",
    "mfinalfunc",
)


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, its functions, and the types that it mentions."""
    yield from owner_and_schema(world, address, value)
    if not isinstance(value, Aggregate) or address.parent is None:
        return
    calls = [f"{value.option(name) or ''}(" for name in _FUNCTIONS]
    types = [value.arguments, *(value.option(name) or "" for name in ("stype", "mstype"))]
    yield from world.mentioned(" ".join((*calls, *types)), address.parent)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    del world
    details: dict[str, Any] = {"reason": why_replaced(change)} if change.action is Action.REPLACE else {}
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        rename_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        **details,
    )


def needs_replacement(before: Aggregate, after: Aggregate) -> bool:
    """OR REPLACE refuses another result and another kind."""
    kept = ("stype", "finalfunc", "finalfunc_extra", "hypothetical")
    return any(before.option(name) != after.option(name) for name in kept)
