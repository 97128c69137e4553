"""A database: the API makes it, SQL sets what the API does not know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.database import Database
from neonctl_py.model.role import Role
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules import neon
from neonctl_py.plan.rules.sql import sql_step
from neonctl_py.plan.steps import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 12
_BY_SQL = ("settings", "connection_limit", "comment")


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its owner when the platform makes that role, and a compute to apply it on."""
    if address.container("branch") is not None and address.parent is not None:
        yield address.parent.child("compute")
    owner = _owner(world, address, value)
    if owner is not None and (_is_platforms(world, owner) or address.container("branch") is None):
        yield owner


def steps(world: World, change: Change) -> Iterator[Planned]:
    """On plain Postgres all is SQL. On Neon: the call, then (once roles are there) the rest by SQL."""
    if change.address.container("branch") is None:
        yield from _plain_steps(change)
    else:
        yield from _neon_steps(world, change)
    yield from after_creation(world, change)


def after_creation(world: World, change: Change) -> Iterator[Planned]:
    """What only SQL can set: settings, limit, comment, and an owner that was made by SQL."""
    value = change.after
    if not isinstance(value, Database) or change.action is Action.DELETE:
        return
    fields = [name for name in _BY_SQL if _is_due(change, name)]
    owner = _owner(world, change.address, value)
    if owner is not None and not _is_platforms(world, owner) and _is_due(change, "owner"):
        fields.insert(0, "owner")
    if fields:
        before = change.before if change.action is Action.UPDATE else None
        yield sql_step(
            change, "alter", change.address, phase=Phase.FINISH, before=before, changed=tuple(fields)
        )


def _is_due(change: Change, name: str) -> bool:
    if change.action is Action.UPDATE:
        return change.difference(name) is not None
    return change.action is not Action.MOVE and getattr(change.after, name) not in (UNSET, None, ())


def _neon_steps(world: World, change: Change) -> Iterator[Planned]:
    value = change.after
    owner = _owner(world, change.address, value) if value is not None else None
    if isinstance(value, Database) and owner is not None and not _is_platforms(world, owner):
        value = replace(value, owner=UNSET)  # the platform knows no such role yet; SQL hands it over
    if change.action is Action.UPDATE and change.moved_from is None:
        if change.difference("owner") is None or owner is None or not _is_platforms(world, owner):
            return
        yield neon.neon_step(change, changed=("owner",), hazards=(Hazard.CHANGES_ACCESS,))
        return
    call = replace(change, after=value)
    yield from neon.lifecycle(
        call, delete_hazards=(Hazard.DELETES_DATA,), contents=world.contents(change.address)
    )


def _plain_steps(change: Change) -> Iterator[Planned]:
    server = change.address.parent
    if change.moved_from is not None:
        yield sql_step(
            change, "rename", server, hazards=(Hazard.BREAKS_RUNNING_CODE, Hazard.DROPS_CONNECTIONS)
        )
    if change.action is Action.CREATE:
        yield sql_step(change, "create", server, transaction=Transaction.NONE)
    if change.action is Action.DELETE:
        yield sql_step(
            change,
            "drop",
            server,
            phase=Phase.REMOVE,
            transaction=Transaction.NONE,
            hazards=(Hazard.DELETES_DATA, Hazard.DROPS_CONNECTIONS),
        )


def _owner(world: World, address: Address, value: Object) -> Address | None:
    owner = getattr(value, "owner", None)
    return world.role(owner, address) if isinstance(owner, str) else None


def _is_platforms(world: World, role: Address) -> bool:
    value = world.value(role)
    return role.container("branch") is not None and (
        not isinstance(value, Role) or value.managed_by == "neon"
    )
