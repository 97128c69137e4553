"""An event trigger. It comes after everything else, so that it does not fire on what the plan itself does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.function import signature
from neonctl_py.plan.changes import Action
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 95


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its function and its owner."""
    if not isinstance(value, EventTrigger) or address.parent is None:
        return
    yield address.parent.child("function", value.function.schema, signature(value.function.name, ()))
    role = world.role(value.owner, address) if isinstance(value.owner, str) else None
    if role is not None:
        yield role


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Only its state, owner, comment and name can be changed in place. It goes before all else: it might forbid that."""
    del world
    details: dict[str, Any] = {"reason": why_replaced(change)} if change.action is Action.REPLACE else {}
    for planned in lifecycle(change, **details):
        yield replace(planned, phase=Phase.LEAVE) if planned.phase is Phase.REMOVE else planned
