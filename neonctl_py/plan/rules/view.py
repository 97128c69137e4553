"""A view: replaced in place as long as its columns stay and others only come after them; else made anew with its dependants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.view import View
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.queries import is_extended, read_by
from neonctl_py.plan.rules.sql import sql_step, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 36


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, and what its query reads."""
    yield from owner_and_schema(world, address, value)
    if isinstance(value, View) and address.parent is not None:
        yield from read_by(world, address, value.query, address.parent)


def must_be_replaced(change: Change) -> bool:
    """CREATE OR REPLACE VIEW can neither drop, rename, reorder nor retype a column."""
    before, after = change.before, change.after
    if not (isinstance(before, View) and isinstance(after, View)) or change.difference("query") is None:
        return False
    return not is_extended(before.columns, after.columns)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """A replacement drops it under the name that it still has, so it needs no renaming first."""
    hazards = access_hazards(change)
    if change.moved_from is not None and change.action is not Action.REPLACE:
        yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    match change.action:
        case Action.CREATE:
            yield sql_step(change, "create", None)
        case Action.DELETE:
            yield sql_step(change, "drop", None, phase=Phase.REMOVE, hazards=(Hazard.BREAKS_RUNNING_CODE,))
        case Action.REPLACE:
            reason = why_replaced(change)
            gone = gap_hazards(world, change)
            yield sql_step(
                change, "drop", None, phase=Phase.REMOVE, after=None, changed=(), hazards=gone, reason=reason
            )
            yield sql_step(change, "create", None, before=None, changed=(), hazards=hazards, reason=reason)
        case Action.UPDATE:
            operation = "alter" if change.difference("query") is None else "replace"
            yield sql_step(change, operation, None, hazards=hazards)
        case _:
            return


def gap_hazards(world: World, change: Change) -> tuple[Hazard, ...]:
    """Nobody misses a view that goes and comes back as it was in one transaction. A large table's column is rewritten in a
    transaction of its own, and meanwhile the view is not there.
    """
    tables = (place.parent for place in change.because if place.kind == "column")
    waits = any(table is not None and not world.is_small(table) for table in tables)
    return (Hazard.BREAKS_RUNNING_CODE,) if waits or change.difference("query") is not None else ()


def access_hazards(change: Change) -> tuple[Hazard, ...]:
    """The caller's rights or the owner's; and whether a function in a query on top may see rows that the view hides."""
    if change.before is None:
        return ()
    weaker = any(
        (item := change.difference(name)) is not None and item.before
        for name in ("security_invoker", "security_barrier", "check_option")
    )
    if weaker:
        return (Hazard.WEAKENS_PROTECTION,)
    other = ("owner", "security_invoker", "security_barrier", "check_option")
    return (Hazard.CHANGES_ACCESS,) if any(change.difference(name) for name in other) else ()
