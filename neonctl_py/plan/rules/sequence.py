"""A sequence. An owned one is created before its column, whose default reads it, and given to it afterwards; it is taken out
of the way of a column or table that is made anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.values import sql_names
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Node, Planned
    from neonctl_py.plan.world import World

RANK = 25
_GOES = (Action.DELETE, Action.REPLACE)


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema and owner; the column that owns it comes after it."""
    yield from owner_and_schema(world, address, value)


def owning_column(value: object, near: Address) -> Address | None:
    """The column that owns it."""
    names = sql_names(value.owned_by) if isinstance(value, Sequence) and value.owned_by else ()
    if len(names) != 3 or near.parent is None:
        return None
    return near.parent.child("table", *names[:2]).child("column", names[2])


def disowned(
    changes: Mapping[Address, Change], objects: Mapping[Address, Object], desired: Mapping[Address, Object]
) -> dict[Address, Change]:
    """Sequences that stay while their column or its table is made anew: they would go with it."""
    found: dict[Address, Change] = {}
    if not any(change.action in _GOES and change.kind in ("table", "column") for change in changes.values()):
        return found
    for place, value in objects.items():
        column, after = owning_column(value, place), desired.get(place)
        if column is None or after is None:
            continue
        because = tuple(
            other
            for other in (column, *column.ancestors())
            if other in changes and changes[other].action in _GOES
        )
        known = changes.get(place) or Change(Action.UPDATE, place, value, after)
        if because and known.action is Action.UPDATE:
            found[place] = replace(known, because=(*known.because, *because))
    return found


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Its owner follows that of the table while a column owns it."""
    match change.action:
        case Action.CREATE:
            yield sql_step(change, "create", None, changed=())
            yield from _give(world, change)
        case Action.DELETE:
            yield from _drop(world, change)
        case Action.UPDATE:
            yield from _alter(world, change)
        case Action.MOVE:
            yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
        case _:
            return


def _give(world: World, change: Change) -> Iterator[Planned]:
    column = owning_column(change.after, change.address)
    if column is not None and column.parent is not None:
        goes_on = (
            change.action is Action.CREATE and not world.is_created(column.parent) and column in world.objects
        )
        form = "goes on" if goes_on else ""
        yield sql_step(change, "own", None, phase=Phase.FINISH, changed=("owned_by",), form=form)


def _drop(world: World, change: Change) -> Iterator[Planned]:
    column = owning_column(change.before, change.address)
    holders = (column, column.parent) if column is not None else ()
    if any(place in world.changes and world.changes[place].action in _GOES for place in holders if place):
        return  # goes with its column
    aside = column is not None and _becomes_identity(world.changes.get(column))
    if aside:  # an identity's sequence wants the name
        yield sql_step(change, "set_aside", None, phase=Phase.LEAVE)
    form = "aside" if aside else ""
    yield sql_step(
        change,
        "drop",
        None,
        phase=Phase.REMOVE,
        hazards=(Hazard.BREAKS_RUNNING_CODE,) if not aside else (),
        form=form,
    )


def _becomes_identity(change: Change | None) -> bool:
    return change is not None and isinstance(change.after, Column) and change.after.identity is not None


def _alter(world: World, change: Change) -> Iterator[Planned]:
    if change.moved_from is not None:
        yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    before, after = change.before, change.after
    assert isinstance(before, Sequence)  # noqa: S101  an update has both sides
    assert isinstance(after, Sequence)  # noqa: S101  an update has both sides
    given = bool(change.because) or before.owned_by != after.owned_by
    if given and before.owned_by is not None:
        yield sql_step(change, "disown", None, phase=Phase.LEAVE, changed=("owned_by",))
    stays_owned = before.owned_by is not None and not given
    fields = tuple(
        item.field
        for item in change.differences
        if item.field != "owned_by" and not (item.field in ("owner", "unlogged") and stays_owned)
    )
    if fields:
        hazards = (Hazard.CHANGES_ACCESS,) if "owner" in fields else ()
        yield sql_step(change, "alter", None, changed=fields, hazards=hazards)
    if given:
        yield from _give(world, change)


def order(address: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """Given when its column is there; taken away before that goes."""
    for value in (change.before, change.after):
        column = owning_column(value, address)
        for place in (column, column.parent) if column is not None else ():
            if place is not None:
                yield (place, Phase.PUT), (address, Phase.FINISH)
                yield (address, Phase.LEAVE), (place, Phase.REMOVE)
                yield (address, Phase.LEAVE), (place, Phase.PUT)
    yield (address, Phase.LEAVE), (address, Phase.PUT)
    yield (address, Phase.LEAVE), (address, Phase.FINISH)
