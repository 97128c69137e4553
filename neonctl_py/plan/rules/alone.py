"""An index or key of a partitioned table that not all of its partitions have: it is made ON ONLY, and those that are said to have a part
of it get one. Postgres takes it for valid when the last one has.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import before, sql_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Node, Planned
    from neonctl_py.plan.world import World


def is_alone(world: World, change: Change) -> bool:
    """Does the stack say that it need not be valid?"""
    table = world.desired.objects.get(change.address.parent) if change.address.parent is not None else None
    if change.action not in (Action.CREATE, Action.REPLACE) or getattr(change.after, "valid", True):
        return False
    return isinstance(table, Table) and table.partition_by is not None


def make_alone(
    world: World, change: Change, made_by: Callable[[World, Change], Iterator[Planned]]
) -> Iterator[Planned]:
    """The parts first, where they are not there, as ``made_by`` makes what is like it; then itself, which takes them."""
    parts = dict(_parts(world, change))
    for place, value in parts.items():
        if (
            place not in world.objects
            and place not in world.desired.objects
            and place not in world.observed.objects
        ):
            made = Change(Action.CREATE, place, None, value)
            yield from (before(step, change) for step in made_by(world, made))
    yield sql_step(
        change,
        "create_alone",
        None,
        before=None,
        changed=(),
        context=tuple(parts.items()),
        form="on only",
        reason="the stack says that it need not be valid: partitions get no part of it that they don't have",
    )


def _parts(world: World, change: Change) -> Iterator[tuple[Address, Object]]:
    table, value = change.address.parent, change.after
    if table is None or value is None:
        return
    bare: Any = {"comment": None, "valid": True}
    for child in sorted(world.kin.heirs.get(table, ())):
        for clone in getattr(world.desired.objects[child], "clones", ()):
            if clone.of == change.address.name[-1]:
                own = child.child("constraint", clone.name)
                held = world.desired.objects.get(own)
                part = child.child(change.address.kind, clone.name)
                yield (own, held) if held is not None else (part, replace(value, **bare))


def edges_alone(world: World, change: Change) -> Iterator[tuple[Node, Node]]:
    """A partition that is made later would get its part by itself."""
    if is_alone(world, change) and change.address.parent is not None:
        for child in world.kin.heirs.get(change.address.parent, ()):
            yield (child, Phase.PUT), (change.address, Phase.PUT)
