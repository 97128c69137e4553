"""A role: through the API when the platform manages it, by SQL (least privilege) otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.role import Role
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules import neon, sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 10
_POWERS = ("superuser", "createdb", "createrole", "replication", "bypassrls", "login", "inherit")


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """A role made by SQL needs a session: a database of the branch and its compute."""
    if isinstance(value, Role) and value.managed_by == "sql":
        database = sql.session_database(world, address)
        yield database
        if database.parent is not None and database.kind == "database":
            yield database.parent.child("compute")


def steps(world: World, change: Change) -> Iterator[Planned]:
    """The platform makes and deletes its roles; attributes and settings are SQL for both."""
    value = change.after or change.before
    hazards = (Hazard.CHANGES_ACCESS,) if any(change.difference(name) for name in _POWERS) else ()
    platform = isinstance(value, Role) and value.managed_by == "neon" and change.address.container("branch")
    if not platform or change.action is Action.UPDATE:
        yield from sql.lifecycle(
            change,
            database=sql.session_database(world, change.address),
            alter_hazards=hazards,
            drop_hazards=(Hazard.CHANGES_ACCESS,),
            rename_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        )
    else:
        yield from neon.lifecycle(change, delete_hazards=(Hazard.CHANGES_ACCESS,))
