"""The columns that have a type, and the step that converts them when the type has to be made anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.address import address_of
from neonctl_py.model.column import Column
from neonctl_py.model.composite import Composite
from neonctl_py.model.domain import Domain
from neonctl_py.model.range import Range
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step, why_replaced
from neonctl_py.plan.steps import Transaction
from neonctl_py.plan.world import is_of_type

_GOES = (Action.DELETE, Action.REPLACE)
_HOLDERS = frozenset({"domain", "composite", "range"})
_TYPES = _HOLDERS | {"enum"}

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


def columns_of(world: World, kind: Address) -> Iterator[tuple[Address, Object]]:
    """Those that stay and keep the type, each with the default that it has when the type is there again."""
    multirange = getattr(world.value(kind), "multirange", None)
    names = (
        [kind]
        if not isinstance(multirange, str)
        else [kind, address_of(kind.parent, "range", kind.name[0], multirange)]
    )
    for place, value in sorted(world.objects.items(), key=lambda item: str(item[0])):
        if not isinstance(value, Column) or not any(is_of_type(value.type, name) for name in names):
            continue
        if place.container("database") == kind.parent and not _leaves(world, place, kind):
            yield place, _with_default_that_stays(world, place, value)


def _turns_away(change: Change, kind: Address) -> bool:
    """Is it a column that had this type and gets another? It leaves before the type is made anew."""
    return (
        isinstance(change.before, Column)
        and change.difference("type") is not None
        and change.moved_from is None
        and is_of_type(change.before.type, kind)
        and change.address.container("database") == kind.parent
    )


def holders_of(world: World, kind: Address) -> Iterator[tuple[Address, Object]]:
    """Types that are made of it: domains over it, ranges of it, composite types with an attribute of it."""
    for place, value in world.objects.items():
        match value:
            case Domain():
                texts: tuple[str, ...] = (value.type,)
            case Range():
                texts = (str(value.subtype),)
            case Composite():
                texts = tuple(item.type for item in value.attributes)
            case _:
                continue
        if place.parent == kind.parent and any(is_of_type(text, kind) for text in texts):
            yield place, value


def is_set_aside(change: Change) -> bool:
    """Does it go and come back because of the type that it is made of? Its columns wait as text meanwhile."""
    is_holder = change.action is Action.REPLACE and change.kind in _HOLDERS
    return is_holder and any(cause.kind in _TYPES for cause in change.because)


def set_aside(
    world: World, change: Change, parts: tuple[tuple[Address, Object], ...] = ()
) -> Iterator[Planned]:
    """The columns become text, the type is made anew when what it is made of is there, and they get it back."""
    users = tuple(columns_of(world, change.address))
    reason = why_replaced(change)
    large = any(place.parent is not None and not world.is_small(place.parent) for place, _ in users)
    rewrites = (Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS) if large else ()
    yield sql_step(
        change,
        "set_aside",
        None,
        phase=Phase.REMOVE,
        after=None,
        context=users,
        changed=(),
        hazards=(Hazard.BREAKS_RUNNING_CODE, *rewrites),
        reason=reason,
    )
    yield sql_step(change, "create", None, before=None, parts=parts, changed=(), reason=reason)
    if users:
        hazards = (Hazard.MAY_FAIL_ON_DATA, *rewrites)
        yield sql_step(
            change, "take_back", None, before=None, context=users, changed=(), hazards=hazards, reason=reason
        )


def turning_away(world: World, kind: Address) -> Iterator[Address]:
    """Columns that get another type: before theirs is made anew or dropped."""
    yield from (place for place, change in world.changes.items() if _turns_away(change, kind))


def _leaves(world: World, place: Address, kind: Address) -> bool:
    """Has it gone, alone or with its table, or another type, by the time that the type is made anew?"""
    changes = [world.changes.get(step) for step in (place, *place.ancestors())]
    if any(change is not None and change.action in _GOES for change in changes):
        return True
    own = changes[0]
    return own is not None and _turns_away(own, kind)


def _with_default_that_stays(world: World, place: Address, value: Column) -> Column:
    """A default that changes, or that waits for something else, is set by the column's own change, which comes later."""
    change = world.changes.get(place)
    is_set_later = change is not None and (change.because or change.difference("default") is not None)
    return replace(value, default=None) if is_set_later else value


def rebuild(world: World, change: Change, reason: str, *hazards: Hazard) -> Planned:
    """The type is made anew, its columns converted, its grants given again where the stack doesn't say them itself."""
    # what a replacement writes is planned like any other; what an update keeps has no change of its own
    is_kept = change.action is Action.UPDATE or (change.address, "grant") in world.desired.open_parts
    grants = tuple(
        (place, world.objects[place])
        for place in world.parts_of(change.address)
        if is_kept and place.kind == "grant" and place in world.objects
    )
    users = tuple(columns_of(world, change.address))
    large = any(place.parent is not None and not world.is_small(place.parent) for place, _ in users)
    rewrites = (Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS) if large else ()
    return sql_step(
        change,
        "rebuild",
        None,
        transaction=Transaction.OWN,
        context=(*users, *grants),
        hazards=(Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_RUNNING_CODE, *hazards, *rewrites),
        reason=reason,
        form="rebuild",
    )
