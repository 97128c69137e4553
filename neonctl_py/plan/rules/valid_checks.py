"""Checks that a table has from its parent, where they are NOT VALID, and that hold for all its own rows: as when it was made after them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.constraint import Check
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.lineage import all_below
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.order import Node, Planned
    from neonctl_py.plan.world import World


def validate_parts(world: World, change: Change) -> Iterator[Planned]:
    """After a parent got its own: each child's that is to be valid, when the child has all that it gets."""
    value = change.after
    for child in _holders(world, change):
        place = child.child("constraint", *change.address.name)
        its = Change(Action.UPDATE, place, value, value)
        large = not (world.is_created(child) or world.is_small(child))
        step = sql_step(
            its,
            "validate",
            None,
            phase=Phase.FINISH,
            transaction=Transaction.OWN if large else Transaction.SHARED,
            hazards=(Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA) if large else (Hazard.MAY_FAIL_ON_DATA,),
            effect=Effect(*world.size(child), "SHARE UPDATE EXCLUSIVE"),
        )
        yield replace(step, node=child)


def validation_edges(world: World, change: Change) -> Iterator[tuple[Node, Node]]:
    """(earlier, later) pairs."""
    for child in _holders(world, change):
        yield (change.address, Phase.PUT), (child, Phase.FINISH)
        yield (child, Phase.PUT), (child, Phase.FINISH)


def _holders(world: World, change: Change) -> Iterator[Address]:
    value, table = change.after, change.address.parent
    if not isinstance(value, Check) or value.validated or not value.enforced or table is None:
        return
    if change.action not in (Action.CREATE, Action.REPLACE):
        return
    for child in all_below(world.kin.heirs, table):
        if change.address.name[-1] in getattr(world.desired.objects[child], "valid_checks", ()):
            yield child
