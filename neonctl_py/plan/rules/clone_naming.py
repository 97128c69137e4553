"""What partitions' parts of an index or key of their parent are called, where Postgres would choose other names.

Never here: names of what is built on partitions first (plan/partitions).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.clone_names import original_of, plain_clone_name
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.compare import differences
from neonctl_py.plan.kinship import name_beside
from neonctl_py.plan.order import Phase
from neonctl_py.plan.partitions import is_partitioned
from neonctl_py.plan.rules.sql import before, sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.model.table import Clone
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

_Named = tuple["Clone", "Object"]


def name_parts(world: World, change: Change) -> Iterator[Planned]:
    """After an index or key of a table was made: those of the partitions that stay, parents first."""
    table = change.address.parent
    if not getattr(change.after, "valid", True):
        return  # its parts are attached by name
    if (
        table is None
        or not is_partitioned(world, table)
        or change.action not in (Action.CREATE, Action.REPLACE)
    ):
        return
    above = [table]
    for parent in above:  # grows while it is walked
        for child in sorted(world.kin.heirs.get(parent, ())):
            if child in world.objects and not world.is_created(child):
                above.append(child)
                told = tuple(item for item, place in _clones(world, child) if place == change.address)
                yield from (before(step, change) for step in _steps(world, child, told))


def name_parts_of(world: World, change: Change) -> Iterator[Planned]:
    """After a table has joined its parent: its own, and those of the partitions that it brings along, parents first."""
    joined = [change.address]
    for table in joined:  # grows while it is walked
        told = tuple(item for item, _ in _clones(world, table))
        if told:
            yield from (
                replace(before(step, change), phase=Phase.FINISH) for step in _steps(world, table, told)
            )
        children = sorted(world.kin.heirs.get(table, ()))
        joined += [child for child in children if child in world.objects and not world.is_created(child)]


def _clones(world: World, table: Address) -> Iterator[tuple[_Named, Address]]:
    """Each that is no key of its own, with what it is a copy of and where that is."""
    wanted = world.desired.objects.get(table)
    if not isinstance(wanted, Table):
        return
    for clone in wanted.clones:
        if table.child("constraint", clone.name) in world.desired.objects:
            continue
        found = original_of(table, wanted, clone.of, world.desired.objects)
        if found is not None and not isinstance(found[1], ForeignKey):
            yield (clone, found[1]), found[0]


def _steps(world: World, table: Address, told: tuple[_Named, ...]) -> Iterator[Planned]:
    wanted = world.desired.objects.get(table)
    there = {place: world.observed.objects[place] for place in world.kin.parts.get(table, ())}
    names = tuple(
        clone
        for clone, original in told
        if clone.storage_parameters is not None
        or clone.name != plain_clone_name(table.name[-1], original)
        or name_beside(table, clone.name) in world.kin.clones  # what is built first may find it taken
        or any(_becomes_it(world, place, value, clone, original) for place, value in there.items())
    )
    if names and isinstance(wanted, Table):
        change = Change(Action.UPDATE, table, wanted, replace(wanted, clones=names))
        originals = ((table.child(clone.kind, clone.of), value) for clone, value in told if clone in names)
        yield sql_step(change, "name_clones", None, changed=("clones",), context=tuple(originals))


def _becomes_it(world: World, place: Address, there: Object, clone: Clone, original: Object) -> bool:
    """Does something that the partition has become the part, under the name that it has?"""
    return (
        place.name[-1] != clone.name
        and place not in world.desired.objects
        and type(there) is type(original)
        and not any(item.field not in ("comment", "index_comment") for item in differences(original, there))
    )
