"""The NOT NULLs that a table's children have of their own while their parent's comes or goes: from PostgreSQL 18 on each is a
constraint with a name.

A child's own stays when the parent's goes, and keeps its name when the parent's comes; one that is NO INHERIT keeps the parent from
getting any. Never here: a child's column that has a change of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, Column
from neonctl_py.model.own_not_nulls import own_not_nulls
from neonctl_py.model.table import Heir
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.rules.sql import before, sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.table import NotNull
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


def steps(world: World, change: Change) -> Iterator[Planned]:
    """What is done to the children, the nearest first: before the parent's column becomes NOT NULL, or after it stops being so."""
    table, after = change.address.parent, change.after
    if table is None or world.server_version(table) < NAMED_NOT_NULL_SINCE or not isinstance(after, Column):
        return
    if not after.not_null_no_inherit:
        for child in _below(world, table):
            yield from _of(world, change, child)


def _below(world: World, table: Address) -> Iterator[_Child]:
    """All that are and stay its descendants."""
    for place in world.kin.children.get(table, ()):
        there, wanted = world.objects[place], world.desired.objects.get(place)
        if isinstance(there, Heir) and isinstance(wanted, Heir) and table in parents_of(wanted, place):
            yield _Child(place, there, wanted)
            yield from _below(world, place)


@dataclass(frozen=True)
class _Child:
    address: Address
    there: Heir
    wanted: Heir


def _of(world: World, change: Change, child: _Child) -> Iterator[Planned]:
    name, after = change.address.name[-1], change.after
    place = child.address.child("column", name)
    if not isinstance(after, Column):
        return
    had = next((item for item in child.there.not_nulls if item.column == name and item.own), None)
    if place in world.objects and (had is None or not _is_inherited_alone(child.wanted, name)):
        return
    if after.nullable:
        keeps = any(item.column == name and item.nullable is False for item in child.wanted.overrides)
        if had is not None and not keeps:
            yield _altered(change, place, _strict(after, had), after)
        return
    said = own_not_nulls(child.address, child.wanted, world.desired.objects)
    wants = next((item for item in said if item.column == name), None)
    free = replace(after, nullable=True, not_null_name=None)
    if had is not None and had != wants:
        yield _altered(change, place, _strict(free, had), free)
    if wants is not None and had != wants:
        yield _altered(change, place, free, _strict(free, wants))


def is_parents_alone(world: World, change: Change) -> bool:
    """Does a column of both become NOT NULL by its parent's change, and should not by itself? Only PostgreSQL 18 tells."""
    place, name = change.address.parent, change.address.name[-1]
    wanted = world.desired.objects.get(place) if place is not None else None
    if place is None or not isinstance(wanted, Heir) or getattr(change.after, "nullable", True):
        return False
    above = (world.changes.get(column) for column in _listed_above(world, place, name))
    comes = any(known is not None and known.difference("nullable") is not None for known in above)
    return comes and _is_inherited_alone(wanted, name)


def _listed_above(world: World, table: Address, name: str) -> Iterator[Address]:
    """The column where a table's nearest ancestors have it as their own, too."""
    pending, seen = list(parents_of(world.objects.get(table), table)), {table}
    while pending:
        parent = pending.pop()
        column = parent.child("column", name)
        if column in world.objects:
            yield column
        elif parent not in seen:
            pending += parents_of(world.objects.get(parent), parent)
        seen.add(parent)


def _is_inherited_alone(table: Heir, column: str) -> bool:
    return any(item.column == column and not item.own for item in table.not_nulls)


def _strict(column: Column, said: NotNull) -> Column:
    return replace(
        column,
        nullable=False,
        not_null_name=said.name,
        not_null_no_inherit=said.no_inherit,
        not_null_comment=None,
    )


def _altered(change: Change, place: Address, there: Column, wanted: Column) -> Planned:
    its = replace(change, address=place, before=there, after=wanted)
    return before(sql_step(its, "alter", None, changed=("nullable",)), change)
