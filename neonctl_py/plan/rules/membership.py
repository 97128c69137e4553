"""That one role is a member of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import session_database, sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 11


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The group; the member holds it."""
    del value
    group = world.role(address.name[0], address)
    if group is not None:
        yield group


def _turns_a_chain_round(world: World) -> bool:
    """Would a new membership close a circle while the old ones stand? Postgres refuses that even for a moment."""
    groups: dict[str, set[str]] = {}
    for place in world.objects:
        if place.kind == "membership" and place.parent is not None:
            groups.setdefault(place.parent.name[0], set()).add(place.name[0])
    return any(
        change.kind == "membership"
        and change.action is Action.CREATE
        and place.parent is not None
        and _reaches(groups, place.name[0], place.parent.name[0])
        for place, change in world.changes.items()
    )


def _reaches(groups: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        new = groups.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return goal in seen


def steps(world: World, change: Change) -> Iterator[Planned]:
    """GRANT with all options written out, or REVOKE."""
    database = session_database(world, change.address)
    match change.action:
        case Action.CREATE | Action.REPLACE:
            yield sql_step(change, "grant", database)
        case Action.UPDATE:
            yield sql_step(change, "alter", database, hazards=(Hazard.CHANGES_ACCESS,))
        case Action.DELETE:
            phase = Phase.LEAVE if _turns_a_chain_round(world) else Phase.REMOVE
            yield sql_step(change, "revoke", database, phase=phase, hazards=(Hazard.CHANGES_ACCESS,))
        case _:
            return
