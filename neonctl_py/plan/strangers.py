"""What Postgres would refuse in the middle of the apply because of what the stack doesn't speak of: a name that something else has, a type
that isn't there. Codes NP214 and NP215.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import in_order
from neonctl_py.model.default_names import multirange_name
from neonctl_py.model.function import Function
from neonctl_py.model.name_spaces import NAMED_ALONE, RELATION_NAMED
from neonctl_py.model.range import Range
from neonctl_py.model.state import Strangers
from neonctl_py.model.type_mentions import HAS_TYPES, types_named
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.freed_names import claimed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Stranger
    from neonctl_py.plan.world import World

_NOBODY: Final = Strangers()
_MADE: Final = (Action.CREATE, Action.MOVE)
_PUT: Final = (Action.CREATE, Action.REPLACE, Action.UPDATE)
_GOES: Final = (Action.DELETE, Action.REPLACE)
_NOT_THERE: Final = "is not there"
_BROUGHT_ALONG: Final = frozenset({"pg_catalog", "information_schema"})
_COMPILED: Final = frozenset({"c", "internal"})


def in_the_way(world: World) -> Iterator[Diagnostic]:
    """In the order of addresses: names that are taken, types that can't be used."""
    taken = _taken_names(world)
    for address in in_order(world.changes):
        change = world.changes[address]
        if _takes_a_name(change):
            yield from _taken(world, change, taken)
        if change.action in _PUT and address.kind in HAS_TYPES:
            yield from _unusable(world, change)


def _takes_a_name(change: Change) -> bool:
    return change.kind in NAMED_ALONE and (change.action in _MADE or change.moved_from is not None)


def _taken_names(world: World) -> dict[tuple[object, ...], Address]:
    """Of those that the plan takes: who has them and stays."""
    wanted = {
        claimed(place, change.after) for place, change in world.changes.items() if _takes_a_name(change)
    }
    if not wanted:
        return {}
    return {
        name: place
        for place, value in world.objects.items()
        if place.kind in NAMED_ALONE and (name := claimed(place, value)) in wanted and not _goes(world, place)
    }


def _goes(world: World, place: Address) -> bool:
    changes = (world.changes.get(holder) for holder in (place, *place.holders()))
    return any(change is not None and change.action in _GOES for change in changes)


def _taken(world: World, change: Change, taken: dict[tuple[object, ...], Address]) -> Iterator[Diagnostic]:
    address = change.address
    holder = taken.get(claimed(address, change.after))
    if holder is not None and holder != address:
        why = f"{holder.segment} has that name and stays: the stack doesn't declare it."
        hint = f"Declare {holder.segment} instead, remove it (`removed: [{holder}]`), or choose another name."
        yield _told(world, address, why, hint)
    stranger = _strangers(world, address).names.get((address.name[0], address.name[1]))
    if stranger is not None and not _gives_way(world, address, stranger):
        whose = f"of extension {stranger.extension}" if stranger.extension else "which neonpy doesn't manage"
        why = f"{stranger.told} ({whose}) has that name and stays."
        hint = "Choose another name, or take away by hand what has it, and plan again."
        yield _told(world, address, why, hint)


def _told(world: World, address: Address, why: str, hint: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "NP214",
        "the name is taken",
        f"{address} would be made, but {why}",
        hint,
        str(address),
        world.desired.spans.get(address),
    )


def _strangers(world: World, near: Address) -> Strangers:
    database = near.container("database")
    return world.observed.strangers.get(database, _NOBODY) if database is not None else _NOBODY


def _gives_way(world: World, near: Address, stranger: Stranger) -> bool:
    """It goes with its extension; and a range type may be made of a shell."""
    database = near.container("database")
    if stranger.extension is None or database is None:
        return near.kind == "range"
    return _goes(world, database.child("extension", stranger.extension))


def _unusable(world: World, change: Change) -> Iterator[Diagnostic]:
    database = change.address.container("database")
    unusable = _strangers(world, change.address).unusable_types
    is_new = database is not None and world.is_created(database)  # then nobody could be asked
    if database is None or change.after is None or not (unusable or is_new):
        return
    for schema, name in sorted(types_named(change.address, change.after)):
        unless_new = _NOT_THERE if is_new and schema not in _BROUGHT_ALONG else ""
        state = unusable.get((schema, name), unless_new)
        if not state or _comes(world, database, schema, name) or _may_be_shell(change, state):
            continue
        yield Diagnostic(
            Severity.ERROR,
            "NP215",
            "a type can't be used",
            f"{change.address} needs the type {schema}.{name}, which {state} in {database.segment}, and nothing in this plan makes it.",
            "Make it there by hand (neonpy doesn't manage base types, which have functions in C), install the extension that brings"
            " it, or choose another type; then plan again.",
            str(change.address),
            world.desired.spans.get(change.address),
        )


def _may_be_shell(change: Change, state: str) -> bool:
    """The functions that a base type consists of are made while it is a shell."""
    after = change.after
    return state == "is only a shell" and isinstance(after, Function) and after.language in _COMPILED


def _comes(world: World, database: Address, schema: str, name: str) -> bool:
    """Does the stack declare it, or might an extension that this plan makes or changes bring it?"""
    if any(database.child(kind, schema, name) in world.desired.objects for kind in RELATION_NAMED):
        return True
    if any(
        change.kind == "extension" and change.action in _PUT and change.address.parent == database
        for change in world.changes.values()
    ):
        return True
    return any(
        (value.multirange or multirange_name(place.name[1])) == name
        for place, value in world.desired.objects.items()
        if isinstance(value, Range) and place.parent == database and place.name[0] == schema
    )
