"""What Postgres recorded as using something that goes: it goes first and comes back after, and so does what uses it in turn.

Names in texts have no say here: pg_depend is exact. Never here: what the rules of a kind know by themselves (propagate).
"""

from __future__ import annotations

from collections import deque
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.address import in_order
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import PrimaryKey, Unique
from neonctl_py.model.index import Index
from neonctl_py.model.values import UNSET
from neonctl_py.plan import registry
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.rules import composite
from neonctl_py.plan.rules.enum import is_rebuilt
from neonctl_py.plan.type_users import is_set_aside
from neonctl_py.plan.world import is_of_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.plan.world import World

_GOES = (Action.DELETE, Action.REPLACE)
_REMADE = frozenset(
    {
        "view",
        "materialized_view",
        "rule",
        "trigger",
        "function",
        "aggregate",
        "event_trigger",
        "foreign_table",
        "operator",
        "operator_class",
        "operator_family",
        "cast",
        "text_search_configuration",
        "publication",
    }
)
"""Kinds that lose nothing when they are dropped and made again (a materialized view is computed again)."""

_ROUTINES = frozenset({"function", "aggregate"})
_SEARCHED_WITH = frozenset({"text_search_configuration", "text_search_dictionary"})
_CALLED = _ROUTINES | _SEARCHED_WITH | {"operator", "operator_class", "collation"}
_CALLERS = _REMADE | {"constraint", "index", "policy", "column"}
"""What is in the way of what expressions call and indexes sort by. Where a column changes, Postgres or their own rules look after these."""

_OF_EXTENSIONS = _CALLERS - {"column"}
"""What can wait for an extension that is made anew; a column of its type can't."""

_WITH_PARTS = frozenset({"view", "materialized_view", "function", "aggregate", "foreign_table"})
_TYPES = frozenset({"enum", "domain", "composite", "range", "type"})
_KEYED = frozenset({"operator", "operator_class", "collation", "function"})
"""What the key of a partitioned table stands on: nobody can take that away from under it."""

_READERS = frozenset({"view", "materialized_view", "rule"})
_GOES_ALONG = frozenset({"statistics", "publication", "table", "column"})
"""Users that Postgres drops or adapts by itself, or that their own rules look after."""


def remade_users(world: World, changes: Mapping[Address, Change]) -> dict[Address, Change]:
    """Replacements of what uses something that goes, however far away, and of all that is in what is replaced."""
    found: dict[Address, Change] = {}
    waiting = deque(in_order(changes))
    while waiting:
        address = waiting.popleft()
        for user in users_in_the_way(world, address, found.get(address) or changes[address]):
            known = found.get(user) or changes.get(user)
            change = found.get(address) or changes[address]
            is_taken = user.kind in _remade_for(address) or _reads_attributes(user, address, world)
            is_taken = is_taken or _are_lost(world, user, change)
            if is_taken and user in world.objects and (known is None or _can_stay(known, change)):
                if _follows_its_column(world, address, user):
                    continue
                wanted = world.desired.objects.get(user)
                if wanted is not None and not _stops_using(world, user, known, address):
                    found[user] = _remade(world, user, known, address)
                    waiting.append(user)
            elif is_taken and known is not None and known.because and address.kind in _TYPES:
                # of several types that are made anew, each waits until it is gone
                found[user] = replace(known, because=tuple(dict.fromkeys((*known.because, address))))
    return found


def _are_lost(world: World, user: Address, change: Change) -> bool:
    """Statistics go with what they are of; made anew for a column's new type, they lose their target."""
    if user.kind != "statistics":
        return False
    return change.action in _GOES or getattr(world.objects.get(user), "target", None) is not None


def _reads_attributes(user: Address, address: Address, world: World) -> bool:
    """An expression over a composite's attributes knows them by their places. (What only sorts by it follows its column.)"""
    return (
        address.kind == "composite"
        and user.kind in ("constraint", "index", "policy")
        and user in world.users.get(address, ())
    )


def _remade_for(address: Address) -> frozenset[str]:
    """The kinds of users that go and come back for it."""
    if address.kind == "extension":
        return _OF_EXTENSIONS
    return _CALLERS if address.kind in _CALLED else _REMADE


def _stops_using(world: World, user: Address, known: Change | None, address: Address) -> bool:
    """A change in place that leaves alone what goes: a trigger that calls another function, other dictionaries."""
    gone = world.changes.get(address)
    return (
        address.kind in _ROUTINES | {"text_search_dictionary"}
        and gone is not None
        and gone.action is Action.DELETE
        and known is not None
        and known.action is Action.UPDATE
        and address not in registry.dependencies(world, user, known.after)
    )


def _remade(world: World, user: Address, known: Change | None, because: Address) -> Change:
    """A column keeps its rows: only its default, or the collation, goes and comes back."""
    change = _replaced(world, user, known, because)
    before, after = change.before, change.after
    if not isinstance(before, Column) or not isinstance(after, Column):
        return change
    if sorts_by(before, because) and change.difference("collation") is None:
        found = Difference("collation", before.collation, after.collation)
        change = replace(change, differences=(*change.differences, found))
    return replace(change, action=Action.UPDATE) if before.generated is None else change


def sorts_by(column: Column, place: Address) -> bool:
    """Is the collation at that place the column's?"""
    return place.kind == "collation" and column.collation is not None and is_of_type(column.collation, place)


def _follows_its_column(world: World, address: Address, user: Address) -> bool:
    """A key sorts by what its column does, and Postgres builds it anew when that changes: references to it can stay."""
    value = world.objects[user]
    if address.kind == "collation" and isinstance(value, PrimaryKey | Unique):
        return True
    return isinstance(value, Index) and address.kind == "collation" and not _has_texts(value)


def _has_texts(index: Index) -> bool:
    return index.where is not None or any(not key.is_column or key.collation for key in index.keys)


def _can_stay(change: Change, other: Change) -> bool:
    """A publication whose tables change is told them anew anyway, but Postgres retypes no column that its old filters read."""
    if change.kind == "publication" and change.difference("tables") is not None:
        return _is_retyped(other) and not change.because
    if change.kind == "index" and change.action is Action.REPLACE:
        return not change.because  # or the new one would be built beside the old one
    return change.action in (Action.UPDATE, Action.MOVE) and not change.because


def _replaced(world: World, user: Address, known: Change | None, because: Address) -> Change:
    return Change(
        Action.REPLACE,
        user,
        before=world.objects[user],
        after=world.desired.objects[user],
        differences=known.differences if known else (),
        because=(because,),
        moved_from=known.moved_from if known else None,
    )


def users_in_the_way(world: World, address: Address, change: Change) -> Iterator[Address]:
    """Whose use of it keeps Postgres from making the change."""
    if not (change.differences or change.action in _GOES or change.kind == "composite"):
        return  # it is only made
    if not (change.action in _GOES or _is_retyped(change) or is_made_anew(world, change)):
        if composite.loses_attributes(change):  # what stops reading them does so first
            users = world.users.get(address, ())
            yield from (user for user in users if user.kind in _READERS and user in world.changes)
        return
    for user in world.users.get(address, ()):
        if user.kind == "column" and address.kind in _TYPES:  # the column gets another type
            yield from (place for place in world.users.get(user, ()) if not place.is_within(user))
        elif not user.is_within(address):
            yield user


def is_made_anew(world: World, change: Change) -> bool:
    """Is it a type that takes its columns along?"""
    return is_rebuilt(change) or (change.kind == "composite" and composite.needs_rebuild(world, change))


def _is_retyped(change: Change) -> bool:
    return change.kind == "column" and any(change.difference(name) for name in ("type", "collation"))


def with_parts(world: World, changes: Mapping[Address, Change]) -> dict[Address, Change]:
    """All changes, where what is made anew gets back what was on it: what the stack leaves open (an owner, a comment) and all
    that is declared inside it.
    """
    whole = dict(changes)
    for address, change in changes.items():
        if change.action is Action.REPLACE and (change.kind in _WITH_PARTS or is_set_aside(change)):
            whole[address] = replace(change, after=_filled(change))
            for part in world.parts_of(address):
                whole.pop(part, None)
                if part in world.desired.objects:
                    whole[part] = Change(Action.CREATE, part, after=world.desired.objects[part])
                elif (address, part.kind) in world.desired.open_parts and part in world.objects:
                    whole[part] = Change(Action.CREATE, part, after=world.objects[part])
    return whole


def _filled(change: Change) -> Any:
    after: Any = change.after
    open_fields = [item.name for item in fields(after) if getattr(after, item.name) is UNSET]
    return replace(after, **{name: getattr(change.before, name) for name in open_fields})


def undeclared_users(world: World) -> Iterator[tuple[Address, Address]]:
    """(what changes, who uses it): uses that are in the way, of objects whose future nobody has declared."""
    for address in in_order(world.changes):
        change = world.changes[address]
        if change.before is None:
            continue  # nobody can use what is only made
        for user in sorted(set(users_in_the_way(world, address, change))):
            goes_along = user.kind in _GOES_ALONG and (user.kind != "table" or address.kind not in _KEYED)
            if goes_along or _follows(world, address, user):
                continue
            if not _is_looked_after(world, user):
                yield address, user
        if change.action is Action.REPLACE and change.kind in _WITH_PARTS:
            inside = (user for user in world.users.get(address, ()) if user.is_within(address))
            yield from ((address, part) for part in sorted(inside) if part not in world.objects)


def _follows(world: World, address: Address, user: Address) -> bool:
    return user in world.objects and _follows_its_column(world, address, user)


def _is_looked_after(world: World, user: Address) -> bool:
    if user in world.changes:
        return True
    if user.kind in ("index", "constraint") and _goes_with_its_whole(world, user):
        return True
    if user.kind == "trigger" and _is_copy(world, user):
        return True
    return any(place in world.changes and world.changes[place].action in _GOES for place in user.ancestors())


def _is_copy(world: World, trigger: Address) -> bool:
    """Of the parent's trigger, which goes and comes back with all its copies?"""
    if trigger in world.objects or trigger.parent is None:
        return False
    above = (table.child("trigger", trigger.name[-1]) for table in world.ancestors.get(trigger.parent, ()))
    return any(place in world.objects for place in above)


def _goes_with_its_whole(world: World, user: Address) -> bool:
    """A partition's part of an index goes with the whole; what stands on a column that gets another type is built anew with it."""
    if user not in world.objects and user.parent in world.objects:
        return True
    used = (*world.depends.get(user, ()), *registry.dependencies(world, user, world.objects.get(user)))
    changes = (world.changes.get(place) for place in used if place.kind == "column")
    return any(change is not None and _is_retyped(change) for change in changes)
