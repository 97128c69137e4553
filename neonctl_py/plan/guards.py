"""What may not happen at all: diagnostics that stop apply after the plan has been shown. Codes NP2xx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import in_order
from neonctl_py.model.column import NAMED_NOT_NULL_SINCE
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.extension import Extension
from neonctl_py.model.range import Range
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.index_parts import parts_of_indexes
from neonctl_py.plan.lineage import all_below
from neonctl_py.plan.strangers import in_the_way
from neonctl_py.plan.stuck_columns import stuck_columns
from neonctl_py.plan.uses import undeclared_users
from neonctl_py.plan.versions import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.plan.world import World

_DESTROYS = (Action.DELETE, Action.REPLACE)
_IN_SCHEMAS = frozenset({"type", "text search parser", "text search template", "conversion"})
"""Kinds that no stack manages, and that keep their schema from going."""


def guard(world: World) -> tuple[Diagnostic, ...]:
    """In the order of addresses."""
    found: list[Diagnostic] = []
    found += _two_for_one_move(world)
    for address in in_order(world.changes):
        change = world.changes[address]
        if change.action in _DESTROYS:
            found += _prevented(world, change)
            found += _protected(world, change)
        if change.differences:
            found += _irreversible(world, change)
            found += _unreachable_version(world, change)
        if change.action in _DESTROYS:
            found += _taken_along(world, change)
            found += _unmanaged_inside(world, change)
        found += _made_by_itself(world, change)
        found += parts_of_indexes(world, change)
        found += _unconnected(world, change)
        found += _strict_by_key(world, change)
    found += _needed_by_others(world)
    found += stuck_columns(world)
    found += lacking(world)
    found += in_the_way(world)
    return tuple(found)


def _two_for_one_move(world: World) -> Iterator[Diagnostic]:
    """Renaming would collide, and doing nothing would leave the wrong one in charge."""
    for old, new in world.desired.moved:
        if old in world.objects and new in world.objects:
            yield Diagnostic(
                Severity.ERROR,
                "NP204",
                "both ends of a move exist",
                f"moved: says that {old} became {new}, and both are there.",
                "Remove or rename one of them, or take the entry out of moved:.",
                str(new),
                world.desired.spans.get(new),
            )


def _needed_by_others(world: World) -> Iterator[Diagnostic]:
    """Postgres would refuse it too, but only in the middle of the apply."""
    for address, user in undeclared_users(world):
        in_the_way = f"{user} uses {address.segment}, which can't change while it does"
        if user in world.desired.objects:
            summary = "something that can't be made anew is in the way"
            detail = f"{in_the_way}, and taking it apart for that would touch more than the plan shows."
            hint = f"Declare the new one under another name, let {user.segment} use that, and remove the old one in a second apply."
        else:
            summary = "something that isn't declared is in the way"
            detail = f"{in_the_way}, and the stack doesn't say how to make it anew."
            hint = f"Declare {user.segment} in the stack, or remove it: `removed: [{user}]`."
        span = world.desired.spans.get(address)
        yield Diagnostic(Severity.ERROR, "NP207", summary, detail, hint, str(address), span)


def _strict_by_key(world: World, change: Change) -> Iterator[Diagnostic]:
    """Up to PostgreSQL 17 DROP NOT NULL takes all tables below along, or none, and a key's column has to stay NOT NULL."""
    table = change.address.parent
    lenient = change.kind == "column" and change.action is Action.UPDATE and change.difference("nullable")
    if not lenient or lenient.after is not True or table is None:
        return
    if not 0 < world.server_version(table) < NAMED_NOT_NULL_SINCE:
        return
    column = change.address.name[-1]
    below = all_below(world.kin.children, table)
    for key in (part for heir in below for part in world.parts_of(heir) if part.kind == "constraint"):
        held, stays = world.objects.get(key), world.desired.objects.get(key)
        if isinstance(held, PrimaryKey) and column in held.columns and isinstance(stays, PrimaryKey):
            yield Diagnostic(
                Severity.ERROR,
                "NP207",
                "a primary key is in the way",
                f"{key} is over {change.address.segment}, which can't be null there, and so not in {table.segment}, before PostgreSQL 18.",
                f"Leave {change.address.segment} of {table.segment} NOT NULL, or let {key.parent} have no primary key over it.",
                str(change.address),
                world.desired.spans.get(change.address),
            )


def _prevented(world: World, change: Change) -> Iterator[Diagnostic]:
    if change.action not in _DESTROYS:
        return
    for place in sorted(world.desired.prevent_destroy):
        if place.is_within(change.address):
            verb = "destroyed" if change.action is Action.DELETE else "replaced (destroyed and made anew)"
            yield Diagnostic(
                Severity.ERROR,
                "NP201",
                "prevent_destroy forbids this",
                f"{place} would be {verb}, and its lifecycle says prevent_destroy: true.",
                "If you mean it, set prevent_destroy to false in the stack and plan again.",
                str(change.address),
                world.desired.spans.get(place),
            )


def _protected(world: World, change: Change) -> Iterator[Diagnostic]:
    if change.action not in _DESTROYS or change.kind not in ("project", "branch"):
        return
    for place, value in sorted(world.objects.items(), key=lambda item: str(item[0])):
        if (
            place.kind == "branch"
            and place.is_within(change.address)
            and getattr(value, "protected", False) is True
        ):
            yield Diagnostic(
                Severity.ERROR,
                "NP202",
                "a protected branch can't be deleted",
                f"{place} is protected, and Neon refuses to delete it or its project.",
                "If you mean it, set protected: false on the branch, apply that, and try again.",
                str(change.address),
                world.desired.spans.get(place),
            )


def _irreversible(world: World, change: Change) -> Iterator[Diagnostic]:
    difference = change.difference("logical_replication")
    if difference is not None and difference.before is True:
        yield Diagnostic(
            Severity.ERROR,
            "NP203",
            "logical replication can't be disabled",
            "Neon keeps wal_level=logical for good once it was enabled on a project.",
            "Write logical_replication: true, or leave the key out.",
            str(change.address),
            world.desired.spans.get(change.address),
        )


def _unreachable_version(world: World, change: Change) -> Iterator[Diagnostic]:
    difference, there = change.difference("version"), change.before
    if isinstance(there, Extension) and difference is not None and difference.after not in there.updates:
        name = change.address.name[-1]
        known = (
            f"Reachable: {', '.join(there.updates)}." if there.updates else "It can't be updated here at all."
        )
        yield Diagnostic(
            Severity.ERROR,
            "NP208",
            "an extension can't be brought to this version",
            f"{name} has version {there.version}, and the server knows no way from it to {difference.after}. {known}",
            "Declare a version that it can be updated to, or leave `version` out.",
            str(change.address),
            world.desired.spans.get(change.address),
        )


def _made_by_itself(world: World, change: Change) -> Iterator[Diagnostic]:
    """Its canonical function takes the type that it is needed to make, so Postgres wants an unfinished type in between."""
    if change.kind != "range":
        return
    makes = change.action in (Action.CREATE, *_DESTROYS)
    canonical = next(
        (
            value.canonical
            for value in (change.after, change.before)
            if isinstance(value, Range) and value.canonical
        ),
        None,
    )
    if makes and canonical is not None:
        yield Diagnostic(
            Severity.ERROR,
            "NP210",
            "a range type with a canonical function can't be made or dropped",
            f"{change.address.segment} and its function {canonical} each need the other one first.",
            "Make both by hand (CREATE TYPE name; CREATE FUNCTION; CREATE TYPE name AS RANGE), then plan again: it is adopted.",
            str(change.address),
            world.desired.spans.get(change.address),
        )


def _unconnected(world: World, change: Change) -> Iterator[Diagnostic]:
    """What was imported has none: it is a secret."""
    if change.kind != "subscription":
        return
    made = change.after if change.action in (Action.CREATE, Action.REPLACE) else None
    if isinstance(made, Subscription) and made.connection is UNSET:
        yield Diagnostic(
            Severity.ERROR,
            "NP209",
            "a subscription needs a connection",
            f"{change.address.name[-1]} would be made, and the stack doesn't say what it connects to.",
            "Write `connection: ${env:NAME}`, a reference to the connection string.",
            str(change.address),
            world.desired.spans.get(change.address),
        )


def _taken_along(world: World, change: Change) -> Iterator[Diagnostic]:
    """DROP TABLE takes a partitioned table's partitions along, and is refused where other tables inherit."""
    if change.kind != "table" or change.action not in _DESTROYS:
        return
    for child in sorted(world.kin.children.get(change.address, ())):
        other = world.changes.get(child)
        if other is None or other.action not in (Action.DELETE, Action.REPLACE, Action.UPDATE):
            yield Diagnostic(
                Severity.ERROR,
                "NP206",
                "a table that isn't declared would go with its parent",
                f"{child} belongs to {change.address}, which would be dropped with all its rows, and nothing says what becomes of it.",
                "Declare the table, or name it under `removed:` too.",
                str(change.address),
                world.desired.spans.get(change.address),
            )


def _unmanaged_inside(world: World, change: Change) -> Iterator[Diagnostic]:
    """Postgres drops no schema that holds anything."""
    if change.kind != "schema":
        return
    schema = change.moved_from or change.address
    held = [
        f"{item.kind} {name}"
        for item in world.observed.unsupported
        if item.database == schema.parent and item.kind in _IN_SCHEMAS
        for name in item.names
        if name.startswith(f"{schema.name[-1]}.")
    ]
    if held:
        yield Diagnostic(
            Severity.ERROR,
            "NP207",
            "something that isn't managed is in the way",
            f"{change.address} would be dropped, and it holds what no stack manages: {', '.join(held)}.",
            "Drop that by hand, or keep the schema.",
            str(change.address),
            world.desired.spans.get(change.address),
        )
