"""What partitions' parts of an index or key of their parent are called, and how they are stored, where both stay: changed in place.

Where the index or key above is made, or the partition joins, that is said then (rules/clone_naming). What nobody says of a part
is left as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from neonctl_py.model.clone_names import original_of
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.kinship import name_beside
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.order import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.model.table import Clone
    from neonctl_py.plan.order import Node
    from neonctl_py.plan.world import World

FIELD: Final = "index_names"
"""Of the difference, as the stack calls it."""

_MADE: Final = (Action.CREATE, Action.REPLACE)
_GOES: Final = (Action.DELETE, Action.REPLACE)
_LINEAGE: Final = ("partition_of", "bounds", "partition_by")


class Part(NamedTuple):
    """``original``: what it is a part of, at the root of the partitions, as it is to be."""

    before: Clone
    after: Clone
    original: Object


def renamed_parts(
    changes: Mapping[Address, Change], desired: Desired, objects: Mapping[Address, Object]
) -> dict[Address, Change]:
    """Changes of partitions, each with one difference more."""
    found: dict[Address, Change] = {}
    for table, value in desired.objects.items():
        if not (isinstance(value, Table) and value.clones and value.partition_of):
            continue
        if desired.external and any(place in desired.external for place in (table, *table.holders())):
            continue
        parts = tuple(_parts(changes, desired.objects, objects, table))
        if parts:
            known = changes.get(table) or Change(Action.UPDATE, table, objects[table], value)
            told = Difference(
                FIELD,
                tuple((part.after.of, _told(part.before)) for part in parts),
                tuple((part.after.of, _told(part.after)) for part in parts),
            )
            found[table] = replace(known, action=Action.UPDATE, differences=(*known.differences, told))
    return found


def parts_to_name(world: World, change: Change) -> tuple[Part, ...]:
    """What such a difference is about; nothing where the partition joins a parent anew, which names its parts."""
    if change.difference(FIELD) is None:
        return ()
    return tuple(_parts(world.changes, world.desired.objects, world.objects, change.address))


def in_each_others_way(world: World, change: Change, parts: tuple[Part, ...]) -> bool:
    """Is a name that is wanted still that of another part?"""
    return any(
        part.after.name != part.before.name
        and name_beside(change.address, part.after.name) in world.kin.clones
        for part in parts
    )


def part_name_edges(world: World) -> Iterator[tuple[Node, Node]]:
    """A name is taken when it is free: after what had it has gone or got another, and before anything new takes the one that is
    given up; and parts of parts come after what they are parts of.
    """
    taken, given = _Users(), _Users()
    for table, change in world.changes.items():
        parts = parts_to_name(world, change) if table.kind == "table" else ()
        for part in parts:
            taken.add(table, part.after.name)
            given.add(table, part.before.name)
        for above in _above(table, world.desired.objects) if parts else ():
            yield (above, Phase.LEAVE), (table, Phase.LEAVE)
    for place, change in world.changes.items() if taken else ():
        is_moved = change.moved_from is not None
        if change.action in _GOES:
            for user in taken.of(_names(world, place)):
                yield (place, Phase.REMOVE), (user, Phase.LEAVE)
        if is_moved:
            for user in taken.of(_names(world, change.moved_from or place)):
                yield (place, Phase.PUT), (user, Phase.LEAVE)
        for user in given.of(_new_names(place, change)):
            yield (user, Phase.LEAVE), (place, Phase.PUT)


_Name = tuple["Address | None", str, str]
"""The database, the schema, and a name in it."""


class _Users(dict[_Name, list["Address"]]):
    """Name -> the tables that are about it."""

    def add(self, table: Address, name: str) -> None:
        self.setdefault((table.parent, table.name[0], name), []).append(table)

    def of(self, names: Iterable[_Name]) -> Iterator[Address]:
        for name in names:
            yield from self.get(name, ())


def _name(place: Address) -> _Name:
    home = place.parent if place.kind in ("index", "constraint") and place.parent is not None else place
    return home.parent, home.name[0], place.name[-1]


def _new_names(place: Address, change: Change) -> Iterator[_Name]:
    """Its own, if that is new, and those that a new partition's parts get with it."""
    if change.action in _MADE or change.moved_from is not None:
        yield _name(place)
    if change.action in _MADE and isinstance(change.after, Table):
        yield from (_name(place.child(clone.kind, clone.name)) for clone in change.after.clones)


def _names(world: World, place: Address) -> Iterator[_Name]:
    """Its own, and those that go with it."""
    yield _name(place)
    held = world.objects.get(place)
    if isinstance(held, Table):
        yield from (_name(part) for part in world.parts_of(place) if part.kind in ("index", "constraint"))
        yield from (_name(place.child(clone.kind, clone.name)) for clone in held.clones)


def _parts(
    changes: Mapping[Address, Change],
    desired: Mapping[Address, Object],
    objects: Mapping[Address, Object],
    table: Address,
) -> Iterator[Part]:
    wanted, there = desired[table], objects.get(table)
    if not isinstance(wanted, Table) or not isinstance(there, Table) or not there.clones:
        return
    if wanted.clones == there.clones:
        return
    if any(_is_moved_about(changes.get(place)) for place in (table, *_above(table, desired))):
        return
    held = {whole: clone for clone, whole in _wholes(table, there, objects)}
    for clone, whole in _wholes(table, wanted, desired):
        change, original = changes.get(whole), desired[whole]
        former = change.moved_from if change is not None else None
        now = held.get(whole) or (held.get(former) if former is not None else None)
        if (
            now is None
            or now.kind != clone.kind
            or (now.name, now.storage_parameters)
            == (
                clone.name,
                clone.storage_parameters,
            )
        ):
            continue
        if isinstance(original, ForeignKey) or (change is not None and change.action in _MADE):
            continue
        own = (table.child(clone.kind, clone.name), table.child(now.kind, now.name))
        if own[0] not in desired and own[1] not in objects:
            yield Part(now, clone, original)


def _is_moved_about(change: Change | None) -> bool:
    """Then its parts are named when it has arrived."""
    return change is not None and (
        change.action not in (Action.UPDATE, Action.MOVE)
        or any(place.kind == "table" for place in change.because)
        or any(change.difference(field) is not None for field in _LINEAGE)
    )


def _above(table: Address, objects: Mapping[Address, Object]) -> Iterator[Address]:
    for parent in parents_of(objects.get(table), table):
        yield parent
        yield from _above(parent, objects)


def _wholes(
    table: Address, value: Table, objects: Mapping[Address, Object]
) -> Iterator[tuple[Clone, Address]]:
    """Each part, with what it is a part of at the root."""
    for clone in value.clones:
        found = original_of(table, value, clone.of, objects)
        if found is not None:
            yield clone, found[0]


def _told(clone: Clone) -> str:
    if clone.storage_parameters is None:
        return clone.name
    return f"{clone.name} ({', '.join(f'{name} = {value}' for name, value in clone.storage_parameters)})"
