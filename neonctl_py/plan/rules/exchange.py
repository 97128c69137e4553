"""An index or constraint of a large table that is made anew while the old one goes on serving: beside it, then in its place.

So the table is never without it, also where the new one is refused by a row or the apply is interrupted. What an interrupted apply has
left beside it is cleared away by the next one. Never here: what a kind needs to be built at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.helper_names import replaced, replacement
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.rules.sql import before, sql_step
from neonctl_py.plan.steps import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

_GOES = (Action.DELETE, Action.REPLACE)


def is_possible(world: World, change: Change, needs: Iterable[Address]) -> bool:
    """May old and new be there together? ``needs``: what the old one stands on, which must be able to wait until it is gone."""
    table = change.address.parent
    if change.action is not Action.REPLACE or change.because or table is None or table.kind != "table":
        return False
    there = world.objects.get(table)
    if there is None or world.is_created(table) or _has_relatives(world, table):
        return False
    beside = world.changes.get(table.child("constraint", replacement(change.address.name[0])))
    if beside is not None and beside.action is Action.CREATE:
        return False
    return not any(_can_not_wait(world, needed) for needed in needs)


def _has_relatives(world: World, table: Address) -> bool:
    """Partitions and heirs get what their parents get, under the same names."""
    there = world.objects[table]
    partitioned = bool(getattr(there, "partition_by", None))
    return partitioned or bool(parents_of(there, table)) or table in world.kin.children


def _can_not_wait(world: World, needed: Address) -> bool:
    change = world.changes.get(needed)
    if change is None:
        return False
    if needed.kind in ("constraint", "index"):
        return change.action in _GOES
    nullable = change.difference("nullable")
    return nullable is not None and nullable.after is True


def clearing(world: World, change: Change) -> Iterator[Planned]:
    """What an interrupted apply has left beside it goes first: the names are needed."""
    table = change.address.parent
    if table is None or change.because:
        return
    for place in world.parts_of(table):
        left = world.changes.get(place)
        if left is None or left.action is not Action.DELETE or not _is_left_by(place, change.address):
            continue
        if place.kind == "constraint":
            yield before(sql_step(left, "drop", None, after=None), change)
        else:
            yield before(_drop_index(left), change)


def _drop_index(left: Change) -> Planned:
    return sql_step(
        left,
        "drop_concurrently",
        None,
        after=None,
        transaction=Transaction.NONE,
        form="concurrently",
        hazards=(Hazard.NOT_TRANSACTIONAL,),
    )


def is_leftover(world: World, change: Change) -> bool:
    """Does the change that it is left of clear it away?"""
    table = change.address.parent
    return table is not None and any(
        other.action is Action.REPLACE and not other.because and _is_left_by(change.address, place)
        for place in world.parts_of(table)
        if (other := world.changes.get(place)) is not None
    )


def _is_left_by(place: Address, whole: Address) -> bool:
    if not {place.kind, whole.kind} <= {"index", "constraint"}:
        return False
    return place.name[-1] in (replacement(whole.name[-1]), replaced(whole.name[-1]))
