"""Columns that can't follow what becomes of their type: Postgres would refuse it in the middle of the apply. Code NP209."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import in_order
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.lineage import all_below, is_let_go, parents_of
from neonctl_py.plan.rules.typed_table import shape_differs
from neonctl_py.plan.type_users import columns_of, is_set_aside
from neonctl_py.plan.uses import is_made_anew

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.world import World

_WITH_ROWS = frozenset({"table", "view", "materialized_view", "foreign_table"})
_TYPES = frozenset({"enum", "domain", "composite", "range"})
_GOES = (Action.DELETE, Action.REPLACE)


def stuck_columns(world: World) -> Iterator[Diagnostic]:
    """One for each."""
    for address in in_order(world.changes):
        change = world.changes[address]
        if change.before is None and address.kind != "table":
            continue  # nothing can have the type of what is only made
        if change.kind == "table" and (why := shape_differs(world, address)):
            yield _told(world, address, why)
        if _is_gone(change):
            for place in _that_keep(world, address):
                yield _told(world, place, f"its type is that of {address.segment}, which can't stay as it is")
        if change.kind == "column" and change.action is Action.UPDATE and change.difference("type"):
            yield from _that_hold_its_rows(world, address)
            yield from _of_strangers(world, address)
        if change.kind == "extension" and change.action is Action.REPLACE:
            for place in world.users.get(address, ()):
                if place.kind in ("column", "table", "composite", "domain", "range"):
                    yield _told(
                        world,
                        place,
                        f"it uses {address.segment}, which has to be made anew to get to its schema",
                    )
        if change.kind == "composite" and change.before is not None and change.difference("attributes"):
            for place in world.users.get(address, ()):
                if place.kind == "table" and place not in world.changes:
                    yield _told(world, place, f"it is a table of {address.segment}, which changes")
        elif _takes_columns_along(world, change):
            for place, _ in columns_of(world, address):
                if _is_in_partition_key(world, place):
                    yield _told(
                        world,
                        place,
                        f"it belongs to a partition key, and {address.segment} has to be made anew",
                    )


def _is_gone(change: Change) -> bool:
    if change.kind in _WITH_ROWS:
        return change.action in _GOES
    return change.kind in _TYPES and change.action is Action.DELETE


def _takes_columns_along(world: World, change: Change) -> bool:
    replaced = change.kind in ("domain", "range") and change.action is Action.REPLACE
    return replaced or is_set_aside(change) or is_made_anew(world, change)


def _that_keep(world: World, kind: Address) -> Iterator[Address]:
    """Columns elsewhere that go on having the type."""
    if any(place.kind == "column" and not place.is_within(kind) for place in world.users.get(kind, ())):
        yield from (place for place, _ in columns_of(world, kind) if not place.is_within(kind))


def _that_hold_its_rows(world: World, column: Address) -> Iterator[Diagnostic]:
    """Postgres rewrites no values of a table's row type, wherever these are."""
    for place in _that_keep(world, column.parent) if column.parent is not None else ():
        if place in world.desired.objects:
            yield _told(
                world, column, f"{place} holds rows of its table, whose columns keep their types meanwhile"
            )


def _of_strangers(world: World, column: Address) -> Iterator[Diagnostic]:
    """Heirs that have it from a parent of another family, too: Postgres retypes it from neither side."""
    table = column.parent
    heirs = all_below(world.kin.children, table) if table is not None else ()
    family = {table, *heirs}
    for heir in heirs:
        left = world.changes.get(heir)
        if left is not None and (left.action is not Action.UPDATE or is_let_go(left)):
            continue
        for parent in parents_of(world.objects.get(heir), heir):
            homes = (parent, *world.ancestors.get(parent, ()))
            if parent not in family and any(home.child(*_part(column)) in world.objects for home in homes):
                yield _told(world, column, f"{heir} has it from {parent.segment}, too")


def _part(column: Address) -> tuple[str, str]:
    return column.kind, column.name[-1]


def _is_in_partition_key(world: World, place: Address) -> bool:
    table = world.objects.get(place.parent) if place.parent is not None else None
    key = table.partition_by if isinstance(table, Table) else None
    return key is not None and re.search(rf"\b{re.escape(place.name[-1])}\b", key) is not None


def _told(world: World, place: Address, why: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "NP209",
        "a column can't follow its type",
        f"{place}: {why}.",
        "Change it by hand in steps: another column or table, a copy of the values, a rename.",
        str(place),
        world.desired.spans.get(place),
    )
