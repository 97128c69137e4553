"""A rewrite rule, replaced in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.rule import Rule
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.queries import read_by
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 38


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """What it rewrites to, and the columns of its own relation that it speaks of."""
    relation, database = address.parent, address.container("database")
    if isinstance(value, Rule) and relation is not None and database is not None:
        yield from world.columns_in(value.definition, relation)
        yield from (
            place
            for place in read_by(world, address, value.definition, database)
            if not relation.is_within(place)
        )


def steps(_: World, change: Change) -> Iterator[Planned]:
    """What writes to the relation do is not what it was."""
    yield from lifecycle(
        change,
        drop_hazards=() if change.action is Action.REPLACE else (Hazard.BREAKS_RUNNING_CODE,),
        reason=why_replaced(change),
    )
