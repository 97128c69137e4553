"""A table OF a composite type: while it is one, neither its columns nor the type's attributes change. It is none meanwhile.

Never here: the changes of either (the rules of their kinds).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.composite import Composite
from neonctl_py.model.table import Table
from neonctl_py.model.values import sql_names
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Node, Planned
    from neonctl_py.plan.world import World


def type_of(value: object, table: Address) -> tuple[Address, ...]:
    """The type that it is a table of, or none."""
    if not isinstance(value, Table) or value.of_type is None or table.parent is None:
        return ()
    return (table.parent.child("composite", *sql_names(value.of_type)),)


def retied(
    changes: Mapping[Address, Change], objects: Mapping[Address, Object], desired: Mapping[Address, Object]
) -> dict[Address, Change]:
    """Tables that stay what they are while their columns or their type change: both only do when these are no table of it."""
    changed = {
        place
        for place, change in changes.items()
        if change.kind == "composite" or (change.kind == "column" and _is_of_shape(change))
    }
    if not changed:
        return {}
    shaped = {place.parent for place in changed if place.kind == "column"}
    found: dict[Address, Change] = {}
    for place, value in objects.items():
        own, after = type_of(value, place), desired.get(place)
        because = tuple(kind for kind in own if kind in changed)
        if not own or not isinstance(after, Table) or after.of_type is None:
            continue
        if because or place in shaped:
            known = changes.get(place) or Change(Action.UPDATE, place, value, after)
            if known.action is Action.UPDATE:
                found[place] = replace(known, because=(*known.because, *own))
    return found


def _is_of_shape(change: Change) -> bool:
    return (
        change.action is not Action.UPDATE
        or any(item.field in ("type", "collation", "position") for item in change.differences)
        or change.moved_from is not None
    )


def change_type(change: Change) -> Iterator[Planned]:
    """It is of no type before anything else happens to it or to that, and of the new one when all have their new shape."""
    old, new = change.before, change.after
    assert isinstance(old, Table)  # noqa: S101  an update has both sides
    assert isinstance(new, Table)  # noqa: S101  an update has both sides
    if old.of_type == new.of_type and not set(type_of(old, change.address)) & set(change.because):
        return
    bare = replace(new, of_type=None)
    if old.of_type is not None:
        yield sql_step(change, "alter", None, phase=Phase.LEAVE, after=bare, changed=("of_type",))
    if new.of_type is not None:
        yield sql_step(change, "alter", None, phase=Phase.FINISH, before=bare, changed=("of_type",))


def typed_edges(world: World, table: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """(earlier, later) pairs around a table that is or was of a type."""
    for kind in type_of(change.before, table):
        for phase in (Phase.PUT, Phase.REMOVE):
            yield (table, Phase.LEAVE), (kind, phase)
    for kind in type_of(change.after, table):
        yield (kind, Phase.PUT), (table, Phase.FINISH)
        for place in world.parts_of(table):
            if place.kind == "column":
                yield (place, Phase.PUT), (table, Phase.FINISH)
                yield (place, Phase.REMOVE), (table, Phase.FINISH)


def shape_differs(world: World, table: Address) -> str:
    """Why it can't become a table of its type: its columns would stand in another order. Empty where it can."""
    change, wanted = world.changes.get(table), world.desired.objects.get(table)
    kinds = type_of(wanted, table)
    shape = world.value(kinds[0]) if kinds else None
    if change is None or not isinstance(shape, Composite):
        return ""
    names = [place.name[-1] for place in _columns_after(world, table, anew=world.is_created(table))]
    attributes = [item.name for item in shape.attributes]
    if names == attributes:
        return ""
    return f"it is to be a table of {kinds[0].segment}, whose columns are {', '.join(attributes)}, and would have {', '.join(names)}"


def _columns_after(world: World, table: Address, *, anew: bool) -> list[Address]:
    """Those that stay where they are, then the new ones."""
    found: list[tuple[bool, int, Address]] = []
    for place in world.parts_of(table):
        wanted, there = world.desired.objects.get(place), world.objects.get(place)
        if not isinstance(wanted, Column):
            continue
        made = anew or not isinstance(there, Column) or world.is_created(place)
        position = wanted.position if made or not isinstance(there, Column) else there.position
        found.append((made, position, place))
    return [place for _, _, place in sorted(found)]
