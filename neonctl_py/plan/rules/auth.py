"""Neon Auth on a branch: with its users' database in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.auth import Auth
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.neon import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 13
_KEPT = "its users stay in the schema neon_auth; nobody can sign in until it is enabled again"
_WEAKER_WHEN_TRUE = frozenset({"allow_localhost"})
_WEAKER_WHEN_FALSE = frozenset({"email_must_be_verified"})


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The database of its users, and the compute that it is set up on."""
    del world
    if isinstance(value, Auth) and address.parent is not None:
        yield address.parent.child("compute")
        if value.database:
            yield address.parent.child("database", value.database)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Switching it off keeps its users' rows. What lets more people in says so."""
    del world
    gone = (Hazard.BREAKS_RUNNING_CODE, Hazard.CHANGES_ACCESS)
    yield from lifecycle(
        change,
        update_hazards=_hazards(change),
        delete_hazards=gone,
        contents=_KEPT if change.action is Action.DELETE else "",
    )


def _hazards(change: Change) -> tuple[Hazard, ...]:
    weaker = any(
        (item.field in _WEAKER_WHEN_TRUE and item.after is not False)
        or (item.field in _WEAKER_WHEN_FALSE and item.after is not True)
        for item in change.differences
    )
    return (Hazard.CHANGES_ACCESS, Hazard.WEAKENS_PROTECTION) if weaker else (Hazard.CHANGES_ACCESS,)
