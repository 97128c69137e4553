"""Foreign keys that refer to tables which partitions leave or join. Postgres lets go of no partition with rows that are referred to, and
takes no key for rows that come later: one that goes does so first, and one that comes does so last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neonctl_py.model.constraint import ForeignKey
from neonctl_py.plan.changes import Action
from neonctl_py.plan.lineage import is_let_go, joins_anew, parents_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.world import World

_GOES = (Action.DELETE, Action.REPLACE)
_COMES = (Action.CREATE, Action.REPLACE)


@dataclass(frozen=True, slots=True)
class KeysAround:
    """``going``: parent that partitions leave -> keys. ``coming``: parent that tables join -> keys."""

    going: Mapping[Address, list[Address]] = field(default_factory=dict)
    coming: Mapping[Address, list[Address]] = field(default_factory=dict)
    first: frozenset[Address] = frozenset()
    last: frozenset[Address] = frozenset()


def keys_around(world: World) -> KeysAround:
    """Of one plan."""
    moving = [change for change in world.changes.values() if change.kind == "table"]
    leaving = [change for change in moving if is_let_go(change)]
    left = {parent for change in leaving for parent in parents_of(change.before, change.address)}
    if not left and not any(map(joins_anew, moving)):
        return KeysAround()
    kept = {
        place
        for change in leaving
        for place in world.parts_of(change.address)
        if place in world.desired.objects and place in world.objects
    }
    going: dict[Address, list[Address]] = {}
    coming: dict[Address, list[Address]] = {}
    for place, change in world.changes.items():
        if place.kind != "constraint":
            continue
        before, after = _referred(place, change.before), _referred(place, change.after)
        if change.action in _GOES and before in left and kept.isdisjoint(_parts(leaving, place)):
            going.setdefault(before, []).append(place)
        if after is not None and comes_last(world, place):
            coming.setdefault(after, []).append(place)
    return KeysAround(
        going,
        coming,
        frozenset(place for places in going.values() for place in places),
        frozenset(place for places in coming.values() for place in places),
    )


def comes_last(world: World, key: Address) -> bool:
    """Is it made, and refers to a table that others join?"""
    change = world.changes.get(key)
    referred = _referred(key, change.after) if change is not None and change.action in _COMES else None
    children = world.kin.heirs.get(referred, ()) if referred is not None else ()
    return any((moved := world.changes.get(child)) is not None and joins_anew(moved) for child in children)


def _referred(place: Address, value: Object | None) -> Address | None:
    database = place.container("database")
    if database is None or not isinstance(value, ForeignKey):
        return None
    return database.child("table", *value.references)


def _parts(leaving: Sequence[Change], key: Address) -> Iterator[Address]:
    """Those that partitions have of it."""
    for change in leaving:
        if key.parent in parents_of(change.before, change.address):
            yield change.address.child(key.kind, *key.name)
