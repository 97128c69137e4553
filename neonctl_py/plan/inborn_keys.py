"""Foreign keys that are made with their tables: between plain tables that the same plan makes, as far as that makes no circle.

In CREATE TABLE a key costs the server a third of what it costs afterwards, and it is how people write it. Never here: a key of a table
that is there, which takes a lock that somebody may notice and so stays a step of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import ForeignKey, PrimaryKey, Unique
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.world import World


def inborn_keys(world: World) -> frozenset[Address]:
    """The keys that could be, one by one; whether all of them can is a matter of the order."""
    return frozenset(
        address
        for address, change in world.changes.items()
        if address.kind == "constraint" and _may_come_along(world, address, change)
    )


def outside_circle(
    world: World, keys: Collection[Address], circle: Collection[Address]
) -> frozenset[Address]:
    """Those of ``keys`` that are not to blame when the steps at the addresses in ``circle`` wait for each other."""
    return frozenset(key for key in keys if key.parent not in circle or _target(world, key) not in circle)


def _may_come_along(world: World, address: Address, change: Change) -> bool:
    key, table = change.after, address.parent
    if not isinstance(key, ForeignKey) or table is None or not _is_new(change) or change.because:
        return False
    if not (key.validated and key.enforced and key.referenced_columns) or key.period:
        return False
    target = _target(world, address)
    return _is_plain(world, table) and _is_plain(world, target) and _has_key(world, target, key)


def _target(world: World, address: Address) -> Address:
    database, key = address.container("database"), world.changes[address].after
    assert database is not None  # noqa: S101  a constraint is in a table, and that in a database
    assert isinstance(key, ForeignKey)  # noqa: S101  who asks has looked
    return database.child("table", *key.references)


def _is_new(change: Change) -> bool:
    return change.action is Action.CREATE and change.before is None and change.moved_from is None


def _is_plain(world: World, place: Address) -> bool:
    """A table of the plan's own, neither parted nor part of another: those have orders of their own."""
    change = world.changes.get(place)
    if change is None or not _is_new(change) or not isinstance(change.after, Table):
        return False
    table = change.after
    return not (table.partition_by or table.partition_of or table.inherits or table.of_type)


def _has_key(world: World, target: Address, key: ForeignKey) -> bool:
    """Does the other table have what the key leans on from its CREATE TABLE on? An index comes later."""
    return any(
        isinstance(value := world.changes[place].after, PrimaryKey | Unique)
        and set(value.columns) == set(key.referenced_columns)
        for place in world.parts_of(target)
        if place in world.changes
    )
