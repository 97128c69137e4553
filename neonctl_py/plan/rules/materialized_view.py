"""A materialized view: its query can only change by making it anew, with its indexes, and computing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.queries import read_by
from neonctl_py.plan.rules.sql import sql_step, why_replaced
from neonctl_py.plan.rules.view import gap_hazards
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 45
"""After grants: filling it needs the rights that the owners of the views below it are given."""


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, and what its query reads."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, MaterializedView) and address.parent is not None:
        yield from read_by(world, address, value.query, address.parent)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """A replacement drops it under the name that it still has, so it needs no renaming first."""
    if change.moved_from is not None and change.action is not Action.REPLACE:
        yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    match change.action:
        case Action.CREATE:
            yield from _create(world, change, "")
        case Action.DELETE:
            yield sql_step(change, "drop", None, phase=Phase.REMOVE, hazards=(Hazard.BREAKS_RUNNING_CODE,))
        case Action.REPLACE:
            reason = why_replaced(change)
            yield sql_step(
                change,
                "drop",
                None,
                phase=Phase.REMOVE,
                after=None,
                changed=(),
                hazards=gap_hazards(world, change),
                reason=reason,
            )
            yield from _create(world, change, reason)
        case Action.UPDATE:
            yield from _alter(world, change)
        case _:
            return


def _create(world: World, change: Change, reason: str) -> Iterator[Planned]:
    """It reads all that its query reads; how large the answer is, only the old one's size can tell."""
    filled = isinstance(change.after, MaterializedView) and change.after.with_data is True
    database = change.address.parent
    scans = filled and database is not None and not world.is_new(database)
    yield sql_step(
        change,
        "create",
        None,
        before=None,
        changed=(),
        hazards=(Hazard.LONG_SCAN,) if scans else (),
        effect=Effect(*world.size(change.address), "ACCESS EXCLUSIVE") if scans else Effect(),
        reason=reason,
    )
    if getattr(change.after, "clustered_on", None):
        yield _cluster(change)


def _cluster(change: Change) -> Planned:
    """When the index is there."""
    return sql_step(
        change, "alter", None, phase=Phase.FINISH, before=MaterializedView(), changed=("clustered_on",)
    )


def _alter(world: World, change: Change) -> Iterator[Planned]:
    apart = ("with_data", "clustered_on")
    others = tuple(item.field for item in change.differences if item.field not in apart)
    if change.difference("clustered_on") is not None:
        yield sql_step(change, "alter", None, phase=Phase.FINISH, changed=("clustered_on",))
    if others:
        large = "access_method" in others and not world.is_small(change.address)
        hazards = [Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS] if large else []
        hazards += [Hazard.CHANGES_ACCESS] if "owner" in others else []
        yield sql_step(change, "alter", None, changed=others, hazards=tuple(hazards))
    if change.difference("with_data") is not None:
        yield sql_step(
            change,
            "refresh",
            None,
            changed=("with_data",),
            transaction=Transaction.OWN,
            hazards=(Hazard.LONG_SCAN,),
            effect=Effect(*world.size(change.address), "ACCESS EXCLUSIVE"),
            reason="it was never filled, and nobody can read it until it is",
        )
