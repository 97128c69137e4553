"""A trigger of a table or view: replaced in place; a constraint trigger is dropped and made within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.function import signature
from neonctl_py.model.trigger import Trigger
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.freed_names import rename_steps
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 38


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its function, the columns that it names, and what its condition mentions."""
    table, database = address.parent, address.container("database")
    if not isinstance(value, Trigger) or table is None or database is None:
        return
    yield database.child("function", value.function.schema, signature(value.function.name, ()))
    yield from (table.child("column", column) for column in value.columns)
    yield from world.columns_in(value.when, table)
    yield from (place for place in world.mentioned(value.when, database) if place != table)
    if value.references is not None:
        yield database.child("table", *value.references)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """OR REPLACE keeps what it replaces working until the new one stands; it can't make a constraint trigger."""
    if change.moved_from is not None:
        yield from rename_steps(world, change)
    match change.action:
        case Action.CREATE:
            yield sql_step(change, "create", None)
        case Action.DELETE:
            yield sql_step(change, "drop", None, phase=Phase.REMOVE)
        case Action.UPDATE if _is_remade(change):
            yield from _remade(change, Phase.PUT)
        case Action.UPDATE:
            yield sql_step(change, "alter", None)
        case Action.REPLACE:
            yield from _remade(change, Phase.REMOVE if change.because else Phase.PUT)
        case _:
            return


def _is_remade(change: Change) -> bool:
    in_place = {"enabled", "comment"}
    return getattr(change.after, "constraint", False) and any(
        item.field not in in_place for item in change.differences
    )


def _remade(change: Change, first: Phase) -> Iterator[Planned]:
    details: dict[str, Any] = {"changed": (), "reason": why_replaced(change)}
    yield sql_step(change, "drop", None, phase=first, after=None, **details)
    yield sql_step(change, "create", None, before=None, **details)
