"""``--target`` and ``--branch``: the part of the changes that was asked for, with what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan import registry
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.world import World


def within_scope(
    world: World, targets: Collection[Address], branches: Collection[Address]
) -> Mapping[Address, Change]:
    """All changes when nothing was asked for. A target brings its containers and dependencies, as far as they are created."""
    chosen = dict(world.changes)
    if branches:
        chosen = {place: change for place, change in chosen.items() if _belongs(change, branches)}
    if not targets:
        return chosen
    wanted = {place for place in chosen if any(place.is_within(target) for target in targets)}
    wanted |= _dependants(chosen, wanted)
    queue = list(wanted)
    while queue:
        place = queue.pop()
        uses = frozenset(registry.dependencies(world, place, world.value(place)))
        for needed in (*place.ancestors(), *uses):
            change = chosen.get(needed)
            if change is not None and needed not in wanted and _is_needed(change, uses):
                wanted.add(needed)
                queue.append(needed)
    return {place: change for place, change in chosen.items() if place in wanted}


def _dependants(changes: Mapping[Address, Change], wanted: Collection[Address]) -> set[Address]:
    """What goes and comes back because of them, and what is in it."""
    found: set[Address] = set()
    queue = [*wanted]
    users: dict[Address, list[Address]] = {}
    for place, change in changes.items():
        for cause in change.because:
            users.setdefault(cause, []).append(place)
    while queue:
        for user in users.get(queue.pop(), ()):
            if user not in found:
                inside = {place for place in changes if place.is_within(user)}
                found |= inside
                queue += inside
    return found


def _is_needed(change: Change, uses: Collection[Address]) -> bool:
    """What has to be there first. Another setting of a container or of a compute is not: nobody asked for its restart.
    But a type gets its new value before the table that uses it.
    """
    if change.action is Action.UPDATE:
        return change.address in uses and change.address.container("database") not in (None, change.address)
    return change.action is not Action.DELETE


def told_unmanaged(
    unmanaged: Collection[Address], targets: Collection[Address], branches: Collection[Address]
) -> tuple[Address, ...]:
    """Of what the stack doesn't mention, what lies in the part that was asked for."""
    return tuple(place for place in unmanaged if lies_in(place, targets) and lies_in(place, branches))


def lies_in(address: Address, scopes: Collection[Address]) -> bool:
    """In one of them; everything does when none was named."""
    return not scopes or any(address.is_within(scope) for scope in scopes)


def _belongs(change: Change, branches: Collection[Address]) -> bool:
    """In one of the branches, or the project that holds one and has to be made first."""
    is_made = change.action not in (Action.DELETE, Action.UPDATE)
    return any(
        change.address.is_within(branch) or (is_made and change.address == branch.parent)
        for branch in branches
    )
