"""Names that relations, types, indexes and the indexes of keys share in a schema, and those that triggers share with their copies on
partitions: who gives one up, and at which moment another one may take it.

Those of a table that take each other's names bear another one for a moment. Never here: names of partitions' parts (plan/part_names).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.constraint import Exclusion, PrimaryKey, Unique
from neonctl_py.model.helper_names import replaced
from neonctl_py.model.name_spaces import RELATION_NAMED
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Node, Planned
    from neonctl_py.plan.world import World

_Name = tuple[object, ...]
_Trigger = tuple["Address", str]
"""Its table and its name."""
_GOES = (Action.DELETE, Action.REPLACE)


def name_edges(world: World) -> Iterator[tuple[Node, Node]]:
    """(earlier, later) pairs: whoever gives a name up, and whoever takes it."""
    freed = _freed(world)
    for address, change in world.changes.items():
        if change.action is Action.DELETE:
            continue
        free = freed.get(claimed(address, change.after))
        if free is not None and free[0] != address:
            yield free, (address, Phase.PUT)
        if address in world.traded and address.parent is not None:
            yield (address.parent, Phase.PUT), (address, Phase.LEAVE)
    yield from _trigger_edges(world)


def traded(changes: Mapping[Address, Change]) -> frozenset[Address]:
    """Indexes and keys whose new name another one bears, which waits in turn for theirs, however long the round."""
    moves = [move for move in _renamed(changes) if claimed(move[0], move[2].after)]
    bearers = {claimed(old, change.before): place for place, old, change in moves}
    waits = {place: bearers.get(claimed(place, change.after)) for place, _, change in moves}
    return frozenset(place for place in waits if _comes_back(place, waits))


def traded_triggers(
    changes: Mapping[Address, Change], ancestors: Mapping[Address, tuple[Address, ...]]
) -> frozenset[Address]:
    """Triggers of parents that trade names with those of their partitions, where they are, too."""
    moves = [
        (place.parent, change.moved_from.name[-1], place.name[-1], place)
        for place, change in changes.items()
        if place.kind == "trigger" and place.parent is not None and change.moved_from is not None
    ]
    of_parents = {(table, old, new): place for table, old, new, place in moves}
    return frozenset(
        of_parents[above, new, old]
        for table, old, new, _ in moves
        for above in ancestors.get(table, ())
        if (above, new, old) in of_parents
    )


def rename_steps(world: World, change: Change) -> Iterator[Planned]:
    """Of an index, constraint or trigger; by way of a name of ours where two take each other's."""
    if change.address not in world.traded or change.address.parent is None or change.moved_from is None:
        yield sql_step(change, "rename", None)
        return
    aside = change.address.parent.child(change.kind, replaced(change.moved_from.name[-1]))
    there, after = change.before, change.after
    first = Change(Action.MOVE, aside, there, there, moved_from=change.moved_from)
    second = Change(Action.MOVE, change.address, there, after, change.differences, moved_from=aside)
    for move, phase in ((first, Phase.LEAVE), (second, Phase.PUT)):
        yield _at(sql_step(move, "rename", None, phase=phase), change)


def _at(planned: Planned, change: Change) -> Planned:
    return replace(planned, node=change.address)


def _renamed(changes: Mapping[Address, Change]) -> Iterator[tuple[Address, Address, Change]]:
    for place, change in changes.items():
        if change.moved_from is not None and place.kind in ("index", "constraint"):
            yield place, change.moved_from, change


def _comes_back(start: Address, waits: Mapping[Address, Address | None]) -> bool:
    place, seen = waits[start], {start}
    while place is not None and place not in seen:
        seen.add(place)
        place = waits[place]
    return place == start


def _freed(world: World) -> dict[_Name, Node]:
    freed: dict[_Name, Node] = {}
    for address, change in world.changes.items():
        old = change.moved_from
        if old is not None and (name := claimed(old, change.before)):
            freed[name] = address, _given_up(world, address)
        if change.action is Action.DELETE and (name := claimed(address, change.before)):
            freed[name] = address, Phase.REMOVE
        if change.action in _GOES and address.kind == "table":
            for part in world.parts_of(address):
                if part not in world.changes and (name := claimed(part, world.objects.get(part))):
                    freed[name] = address, Phase.REMOVE
    return freed


def _given_up(world: World, place: Address) -> Phase:
    """When what is renamed lets its old name go."""
    return Phase.LEAVE if place in world.traded else Phase.PUT


def claimed(address: Address, value: Object | None) -> _Name:
    """What nothing else can be called meanwhile; empty where it has no such name. Relations, indexes and the indexes of constraints share
    one name space per schema.
    """
    home = address.parent
    if address.kind == "constraint" and not isinstance(value, PrimaryKey | Unique | Exclusion):
        return ()
    if address.kind in ("index", "constraint"):
        return (home.parent, home.name[0], address.name[-1]) if home is not None else ()
    if address.kind in RELATION_NAMED:
        return (home, *address.name)
    if address.kind in ("function", "aggregate"):
        return (home, "function", *address.name)
    return ()


def _trigger_edges(world: World) -> Iterator[tuple[Node, Node]]:
    """A parent's trigger is on its partitions, too, under its name: one of them goes before another one comes."""
    gone: dict[_Trigger, Node] = {}
    comes: dict[_Trigger, Node] = {}
    for place, change in world.changes.items() if world.ancestors else ():
        table, name = place.parent, place.name[-1] if place.kind == "trigger" else ""
        if table is None or not name:
            continue
        if change.moved_from is not None:
            gone[table, change.moved_from.name[-1]] = place, _given_up(world, place)
        elif change.action is Action.DELETE:
            gone[table, name] = place, Phase.REMOVE
        if change.action is Action.CREATE or change.moved_from is not None:
            comes[table, name] = place, Phase.PUT
    for (table, name), free in gone.items():
        for above in world.ancestors.get(table, ()):
            if (node := comes.get((above, name))) is not None:
                yield free, node
    for (table, name), node in comes.items():
        for above in world.ancestors.get(table, ()):
            if (free_above := gone.get((above, name))) is not None:
                yield free_above, node
