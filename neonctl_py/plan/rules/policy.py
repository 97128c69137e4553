"""A row-level security policy: altered in place where Postgres can, replaced within one transaction where it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.policy import Policy
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 35


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its roles, and the tables, types and columns that its expressions mention."""
    table, database = address.parent, address.container("database")
    if not isinstance(value, Policy) or table is None or database is None:
        return
    for name in value.roles:
        role = world.role(name, address)
        if role is not None:
            yield role
    text = f"{value.using or ''} {value.with_check or ''}"
    yield from world.columns_in(text, table)
    yield from (place for place in world.mentioned(text, database) if place != table)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """A permissive policy that comes, or a restrictive one that goes, shows more rows than before."""
    fresh = change.address.parent is not None and world.is_created(change.address.parent)
    if change.moved_from is not None:
        yield sql_step(change, "rename", None)
    match change.action:
        case Action.CREATE:
            yield sql_step(change, "create", None, hazards=() if fresh else (Hazard.CHANGES_ACCESS,))
        case Action.DELETE:
            yield sql_step(change, "drop", None, phase=Phase.REMOVE, hazards=_on_drop(change.before))
        case Action.REPLACE:
            details: dict[str, Any] = {"changed": (), "reason": why_replaced(change)}
            first = Phase.REMOVE if change.because else Phase.PUT
            yield sql_step(change, "drop", None, phase=first, after=None, **details)
            yield sql_step(change, "create", None, before=None, hazards=(Hazard.CHANGES_ACCESS,), **details)
        case Action.UPDATE if _loses_expression(change):
            yield sql_step(change, "drop", None, after=None, changed=())
            yield sql_step(change, "create", None, before=None, changed=(), hazards=(Hazard.CHANGES_ACCESS,))
        case Action.UPDATE:
            yield sql_step(change, "alter", None, hazards=(Hazard.CHANGES_ACCESS,))
        case _:
            return


def _loses_expression(change: Change) -> bool:
    """ALTER POLICY can set USING and WITH CHECK, never take them away."""
    return any(
        (item := change.difference(name)) is not None and item.after is None
        for name in ("using", "with_check")
    )


def _on_drop(value: Object | None) -> tuple[Hazard, ...]:
    restrictive = isinstance(value, Policy) and not value.permissive
    return (Hazard.WEAKENS_PROTECTION,) if restrictive else (Hazard.CHANGES_ACCESS,)
