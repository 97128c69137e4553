"""What one grantee may do with one object: the exact difference, in one statement pair of one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.grant import Grant
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 40


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The grantee, and the columns of column grants."""
    role = world.role(address.name[0], address)
    if role is not None:
        yield role
    if isinstance(value, Grant) and address.parent is not None:
        yield from (address.parent.child("column", item.column) for item in value.privileges if item.column)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Nothing is revoked that is granted again in the same breath."""
    parent = change.address.parent
    assert parent is not None  # noqa: S101  a grant is on an object
    holder = world.value(parent)
    context = ((parent, holder),) if holder is not None else ()
    inherited = _inherited_by_new_owner(world, change, parent)
    if inherited is not None:
        yield sql_step(
            inherited, "change", None, phase=Phase.REMOVE, context=context, hazards=(Hazard.CHANGES_ACCESS,)
        )
        return
    fresh = world.is_new(parent)
    phase = Phase.REMOVE if change.action is Action.DELETE else Phase.PUT
    yield sql_step(
        change,
        "change",
        None,
        phase=phase,
        context=context,
        hazards=() if fresh else (Hazard.CHANGES_ACCESS,),
        form="given on" if any(_given_on(world.objects, change)) else "",
    )


def _given_on(objects: Mapping[Address, Object], change: Change) -> Iterator[tuple[Address, Grant]]:
    """Whom the grantee gave what it may give on no longer."""
    before, after = change.before, change.after
    parent = change.address.parent
    if (
        not isinstance(before, Grant)
        or parent is None
        or not any(item.grantable for item in before.privileges)
    ):
        return
    kept = set(after.privileges) if isinstance(after, Grant) else set()
    if all(item in kept for item in before.privileges if item.grantable):
        return
    for place, value in objects.items():
        if isinstance(value, Grant) and place.parent == parent and change.address.name[0] in value.grantors:
            yield place, value


def regranted(
    changes: Mapping[Address, Change], objects: Mapping[Address, Object], desired: Mapping[Address, Object]
) -> dict[Address, Change]:
    """Privileges go with those of whoever gave them on: who is to keep them gets them from the owner."""
    found: dict[Address, Change] = {}
    waiting = [change for change in changes.values() if change.kind == "grant"]
    for change in waiting:  # grows while it is walked
        for place, value in _given_on(objects, change):
            known = found.get(place) or changes.get(place)
            wanted = desired.get(place, value) if known is None else known.after
            if not isinstance(wanted, Grant) or (place in found and change.address in found[place].because):
                continue
            because = (*(known.because if known else ()), change.address)
            found[place] = Change(Action.UPDATE, place, Grant(), wanted, because=because)
            if known is None:
                waiting.append(Change(Action.UPDATE, place, value, Grant(wanted.privileges)))
    return found


def _inherited_by_new_owner(world: World, change: Change, parent: Address) -> Change | None:
    """What an owner kept for itself goes with the ownership: the new owner would start with as little."""
    before = getattr(world.objects.get(parent), "owner", None)
    after = getattr(world.desired.objects.get(parent), "owner", None)
    role = change.address.name[0]
    if change.action is not Action.DELETE or role != before or not isinstance(after, str) or after == before:
        return None
    place = parent.child("grant", after)
    held = (change.before, world.objects.get(place))
    privileges = {item for grant in held if isinstance(grant, Grant) for item in grant.privileges}
    wanted = world.desired.objects.get(place)
    return Change(Action.UPDATE, place, Grant(tuple(sorted(privileges))), wanted)
