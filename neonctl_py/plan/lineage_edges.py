"""The order between tables and their parents: leaving first, joining last, bounds freed before they are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, NOT_NULL
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.default_names import default_name
from neonctl_py.model.table import MAY_HAVE_PARENTS
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.lineage import is_let_go, parents_of
from neonctl_py.plan.order import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.keys_around import KeysAround
    from neonctl_py.plan.order import Node
    from neonctl_py.plan.world import World

_GOES = (Action.DELETE, Action.REPLACE)


def former_children(world: World) -> dict[Address, list[Address]]:
    """The tables that leave a parent, if only for a while, or go."""
    found: dict[Address, list[Address]] = {}
    for place, change in world.changes.items():
        if place.kind in MAY_HAVE_PARENTS and (change.action in _GOES or is_let_go(change)):
            for parent in parents_of(change.before, place):
                found.setdefault(parent, []).append(place)
    return found


def lineage_edges(
    world: World,
    table: Address,
    change: Change,
    former: dict[Address, list[Address]],
    keys: KeysAround,
) -> Iterator[tuple[Node, Node]]:
    """(earlier, later) pairs around one table that has, had or gets parents, and all tables that are renamed."""
    old, new = parents_of(change.before, table), parents_of(change.after, table)
    if change.before is not None:  # what is made has nothing to leave
        yield from _leaving(world, table, old, keys)
    for parent in new:
        yield from _joining(world, table, parent, former.get(parent, []), keys)
    for parent in {*old, *new}:
        yield from _parts(world, table, parent, stays=parent in new)


def column_edges(world: World, place: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """What is changed of a column is said by the parents' first: their word reaches the child's, which is said again after it."""
    if change.action not in (Action.UPDATE, Action.CREATE) or place.parent is None:
        return
    pending, seen = [place.parent], {place.parent}
    while pending:
        table = pending.pop()
        for parent in parents_of(world.desired.objects.get(table), table):
            above = parent.child("column", *place.name)
            known = world.changes.get(above)
            if known is not None and known.action is Action.CREATE is change.action:
                if not world.is_created(place.parent) and not world.is_created(parent):
                    # the parent's finds it there, and they become one
                    yield (place, Phase.PUT), (above, Phase.PUT)
            elif known is not None and known.action is Action.UPDATE is change.action:
                ordered = ((above, Phase.PUT), (place, Phase.PUT))
                yield ordered[::-1] if _keeps_its_name(world, change, known) else ordered
            if parent not in seen:
                seen.add(parent)
                pending.append(parent)


def _keeps_its_name(world: World, change: Change, above: Change) -> bool:
    """A child that becomes NOT NULL before its parent does so under a name of its own, which an inherited one can't get later."""
    if getattr(above.after, "nullable", True):
        return False  # it goes from both, and what the child is to have comes after that
    if _not_null_name(change) == _not_null_name(above):
        return False  # nor would the parent get the name that it has by default, if the child took it first
    fields = {item.field for item in change.differences}
    tightens = fields <= NOT_NULL and not getattr(change.after, "nullable", True)
    tightens = tightens and not getattr(change.after, "not_null_no_inherit", False)
    return tightens and world.server_version(change.address) >= NAMED_NOT_NULL_SINCE


def _not_null_name(change: Change) -> str:
    table, said = change.address.parent, getattr(change.after, "not_null_name", None)
    if isinstance(said, str) or table is None:
        return str(said)
    return default_name(table.name[-1], change.address.name[-1], "not_null", lambda _: False)


def _leaving(
    world: World, table: Address, parents: tuple[Address, ...], keys: KeysAround
) -> Iterator[tuple[Node, Node]]:
    yield (table, Phase.LEAVE), (table, Phase.PUT)
    yield (table, Phase.LEAVE), (table, Phase.FINISH)
    for place in world.parts_of(table):
        for phase in Phase:
            yield (table, Phase.LEAVE), (place, phase)
    for place in (*table.ancestors(), *parents):
        moved = world.changes.get(place)
        if moved is not None and moved.moved_from is not None:
            yield (place, Phase.PUT), (table, Phase.LEAVE)
            yield (place, Phase.LEAVE), (table, Phase.LEAVE)
    for parent in parents:
        for key in keys.going.get(parent, ()):
            yield (key, Phase.REMOVE), (table, Phase.LEAVE)
        for place in (parent, *world.parts_of(parent)):
            yield (table, Phase.LEAVE), (place, Phase.PUT)
            if place not in keys.first:
                yield (table, Phase.LEAVE), (place, Phase.REMOVE)


def _joining(
    world: World, table: Address, parent: Address, siblings: list[Address], keys: KeysAround
) -> Iterator[tuple[Node, Node]]:
    for key in keys.coming.get(parent, ()):
        yield (table, Phase.FINISH), (key, Phase.PUT)
    for place in (parent, *world.parts_of(parent), *world.parts_of(table)):
        if place in keys.last:
            yield (table, Phase.FINISH), (place, Phase.PUT)
            continue
        yield (place, Phase.PUT), (table, Phase.FINISH)
        if place != parent or world.is_created(parent):
            yield (place, Phase.REMOVE), (table, Phase.FINISH)
    for sibling in siblings:  # bounds are free only when those who had them are gone
        for phase in (Phase.LEAVE, Phase.REMOVE):
            if sibling != table:
                yield (sibling, phase), (table, Phase.FINISH)
                if world.is_created(table):
                    yield (sibling, phase), (table, Phase.PUT)


def _parts(world: World, table: Address, parent: Address, *, stays: bool) -> Iterator[tuple[Node, Node]]:
    """A child's own column comes before its parent's of that name and goes after it, or one of the two would be refused. (A new
    child is made with both.) What is changed of both is said by the parent first: its word reaches the child.
    """
    if world.is_created(table):
        return
    for place in world.parts_of(table):
        above = parent.child(place.kind, *place.name)
        if place.kind in ("column", "constraint") and above in world.changes:
            yield (place, Phase.LEAVE), (above, Phase.PUT)
            both = (world.changes.get(place), world.changes[above])
            if all(change is not None and change.action is Action.UPDATE for change in both):
                yield (above, Phase.PUT), (place, Phase.PUT)
                continue
            yield (place, Phase.PUT), (above, Phase.PUT)
            if stays and not isinstance(
                world.objects.get(place), ForeignKey
            ):  # keys don't become one by their name
                yield (above, Phase.PUT), (place, Phase.REMOVE)
            yield (above, Phase.REMOVE), (place, Phase.REMOVE)


def rejoined(
    changes: Mapping[Address, Change],
    objects: Mapping[Address, Object],
    desired: Mapping[Address, Object],
    freed: frozenset[Address],
) -> dict[Address, Change]:
    """Partitions of a parent that is made anew leave the old one and join the new one: DROP would take them along. ``freed``:
    those that leave one that stays, too.
    """
    replaced = {
        place
        for place, change in changes.items()
        if change.kind == "table" and change.action is Action.REPLACE
    }
    if not replaced and not freed:
        return {}
    found: dict[Address, Change] = {}
    for place, value in objects.items():
        after = desired.get(place)
        parents = parents_of(value, place)
        because = parents if place in freed else tuple(parent for parent in parents if parent in replaced)
        if because and after is not None and place not in replaced:
            known = changes.get(place) or Change(Action.UPDATE, place, value, after)
            if known.action is Action.UPDATE:
                found[place] = replace(known, because=(*known.because, *because))
    return found
