"""A foreign table, created whole: columns and checks in its CREATE FOREIGN TABLE. It joins and leaves parents as a table does; it has no
rows to be looked at or lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.foreign_table import ForeignTable
from neonctl_py.model.own_not_nulls import own_not_nulls
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.heirs import comments_of_parents, create, override, parents_needed
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.partition_steps import LINEAGE, change_parents
from neonctl_py.plan.rules.partition_triggers import state_triggers
from neonctl_py.plan.rules.sql import sql_step, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 30
_BY_STEPS_OF_THEIR_OWN = frozenset({*LINEAGE, "overrides", "trigger_states"})


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, server, parents."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, ForeignTable) and address.parent is not None:
        yield address.parent.child("foreign_server", value.server)
    yield from parents_needed(world, address, value)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename."""
    if change.moved_from is not None:  # before it leaves its parent, which happens under the new name
        phase = Phase.LEAVE if change.action is Action.UPDATE else Phase.PUT
        yield sql_step(change, "rename", None, phase=phase, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    match change.action:
        case Action.CREATE:
            yield from _create(world, change)
        case Action.REPLACE:
            yield _drop(change, why_replaced(change))
            yield from _create(world, replace(change, before=None))
        case Action.DELETE:
            yield _drop(change)
        case Action.UPDATE:
            yield from _alter(world, change)
        case _:
            return


def _create(world: World, change: Change) -> Iterator[Planned]:
    assert isinstance(change.after, ForeignTable)  # noqa: S101  a creation has its value
    named = own_not_nulls(change.address, change.after, world.desired.objects)
    bare = replace(change.after, not_nulls=named, overrides=(), trigger_states=())
    yield from create(world, change, replace(change.after, not_nulls=named), reason=why_replaced(change))
    if change.after.overrides:
        yield from override(world, replace(change, before=bare))
    yield from comments_of_parents(world, change)
    yield from state_triggers(world, change)


def _drop(change: Change, reason: str = "") -> Planned:
    """No rows are lost: they are on the other server."""
    return sql_step(
        change,
        "drop",
        None,
        phase=Phase.REMOVE,
        after=None,
        changed=(),
        hazards=(Hazard.BREAKS_RUNNING_CODE,),
        reason=reason,
    )


def _alter(world: World, change: Change) -> Iterator[Planned]:
    yield from change_parents(world, change)
    yield from state_triggers(world, change)
    if change.difference("overrides") is not None:
        yield from override(world, change)
    others = tuple(item.field for item in change.differences if item.field not in _BY_STEPS_OF_THEIR_OWN)
    if others:
        yield sql_step(change, "alter", None, changed=others)
