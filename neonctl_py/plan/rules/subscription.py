"""A subscription. One that is enabled talks to the publisher, which no transaction can take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.subscription import Subscription
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner
from neonctl_py.plan.rules.sql import lifecycle, why_replaced
from neonctl_py.plan.steps import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 61


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its owner."""
    yield from owner(world, address, value)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Disabled ones are made, changed and dropped without a connection."""
    del world
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        reason=why_replaced(change),
        transaction=Transaction.NONE if _connects(change) else Transaction.SHARED,
    )


def _connects(change: Change) -> bool:
    """The slot is made, dropped or altered on the publisher, or its tables are asked for: not within a transaction."""
    if change.difference("failover") is not None and change.action is Action.UPDATE:
        return True
    return any(isinstance(side, Subscription) and side.enabled for side in (change.before, change.after))
