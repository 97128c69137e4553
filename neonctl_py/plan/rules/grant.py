"""What one grantee may do with one object: the exact difference, in one statement pair of one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.grant import Grant
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import before, sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 40
GIVEN_ON = "given on"
_CUT = "what this role gave on goes only with its right to do so, which it gets back at once"


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
    hazards = () if fresh else (Hazard.CHANGES_ACCESS,)
    shared: dict[str, Any] = {"context": context, "hazards": hazards}
    taken = _cut(world.objects, world.changes, change)
    if taken is not None:
        if not any(_is_cut(world, place) for place in change.because):  # else it was done with theirs
            for cut in _cuts(world, change):
                planned = sql_step(cut, "change", None, form=GIVEN_ON, reason=_CUT, **shared)
                yield before(planned, change)
        change = replace(change, before=taken)
    phase = Phase.REMOVE if change.action is Action.DELETE else Phase.PUT
    form = GIVEN_ON if any(_given_on(world.objects, change)) and taken is None else ""
    yield sql_step(change, "change", None, phase=phase, form=form, **shared)
    left = change.after if isinstance(change.after, Grant) else Grant()
    told_again = taken is not None and all(item.grantable for item in left.privileges)
    if left.privileges and not told_again and _is_cut_off(world.objects, world.changes, change):
        yield sql_step(replace(change, before=Grant()), "change", None, phase=phase, **shared)


def _cuts(world: World, change: Change) -> Iterator[Change]:
    """What its giver has of the right to give goes before its own: a right that somebody else gave, the owner can't take."""
    there, parent = world.objects.get(change.address), change.address.parent
    for role in getattr(there, "grantors", ()):
        giver = world.changes.get(parent.child("grant", role)) if parent is not None else None
        if giver is not None and change.address in giver.because:
            yield from _cuts(world, giver)
    taken = _cut(world.objects, world.changes, change)
    if taken is not None:
        yield replace(change, after=taken)


def _is_cut(world: World, place: Address) -> bool:
    change = world.changes.get(place)
    return change is not None and _cut(world.objects, world.changes, change) is not None


def _given_on(objects: Mapping[Address, Object], change: Change) -> Iterator[tuple[Address, Grant]]:
    """Whom the grantee gave what it may give on no longer."""
    held, after = change.before, change.after
    parent = change.address.parent
    if not isinstance(held, Grant) or parent is None or not any(item.grantable for item in held.privileges):
        return
    kept = set(after.privileges) if isinstance(after, Grant) else set()
    if all(item in kept for item in held.privileges if item.grantable):
        return
    for place, value in objects.items():
        if isinstance(value, Grant) and place.parent == parent and change.address.name[0] in value.grantors:
            yield place, value


def regranted(
    changes: Mapping[Address, Change], objects: Mapping[Address, Object], desired: Mapping[Address, Object]
) -> dict[Address, Change]:
    """Privileges go with those of whoever gave them on: who is to keep them gets them from the owner. And what another role than
    the owner gave goes only in that way.
    """
    found: dict[Address, Change] = {}
    waiting = [change for change in changes.values() if change.kind == "grant"]
    for change in waiting:  # grows while it is walked
        for place, value in _givers(objects, changes, change):
            causes = found[place].because if place in found else ()
            if change.address not in causes:
                wanted = changes[place].after if place in changes else desired.get(place, value)
                found[place] = Change(Action.UPDATE, place, value, wanted, because=(*causes, change.address))
                taken = _cut(objects, {**changes, **found}, found[place])
                waiting.append(Change(Action.UPDATE, place, value, taken))
        for place, value in _given_on(objects, change):
            known = found.get(place) or changes.get(place)
            wanted = desired.get(place, value) if known is None else known.after
            if not isinstance(wanted, Grant) or (place in found and change.address in found[place].because):
                continue
            giver = found.get(change.address)
            if giver is not None and place in giver.because:
                continue  # it is changed itself, and what it keeps is said again there
            because = (*(known.because if known else ()), change.address)
            found[place] = Change(Action.UPDATE, place, Grant(), wanted, because=because)
            if known is None:
                waiting.append(Change(Action.UPDATE, place, value, Grant(wanted.privileges)))
    return found


def granted_anew(
    changes: Mapping[Address, Change], objects: Mapping[Address, Object], desired: Mapping[Address, Object]
) -> dict[Address, Change]:
    """What was granted on a column goes with it, and is granted on the one that is made in its place."""
    columns = [place for place, change in changes.items() if _is_column_made_anew(change)]
    tables = {place.parent: set[str]() for place in columns}
    for place in columns:
        tables[place.parent].add(place.name[-1])
    found: dict[Address, Change] = {}
    for place, value in objects.items() if columns else ():
        if place.kind != "grant" or not isinstance(value, Grant) or place.parent not in tables:
            continue
        known, gone = changes.get(place), tables[place.parent]
        kept = tuple(item for item in value.privileges if item.column not in gone)
        wanted = known.after if known is not None else desired.get(place)
        if len(kept) == len(value.privileges) or not isinstance(wanted, Grant):
            continue
        because = tuple(column for column in columns if column.parent == place.parent)
        found[place] = Change(Action.UPDATE, place, Grant(kept), wanted, because=because)
    return found


def _is_column_made_anew(change: Change) -> bool:
    return change.kind == "column" and change.action is Action.REPLACE


def _givers(
    objects: Mapping[Address, Object], changes: Mapping[Address, Change], change: Change
) -> Iterator[tuple[Address, Grant]]:
    """Whom the owner has to take their right to give, because they gave what is to go and are to keep it."""
    held, parent = change.before, change.address.parent
    if not isinstance(held, Grant) or not held.grantors or parent is None or not _revoked(change):
        return
    holder = changes.get(parent)
    if holder is not None and holder.action in (Action.REPLACE, Action.DELETE):
        return
    for role in held.grantors:
        place = parent.child("grant", role)
        value, own = objects.get(place), changes.get(place)
        loses = own is not None and own.before is not None and not own.because
        if isinstance(value, Grant) and not (
            own is not None and loses and any(other == change.address for other, _ in _given_on(objects, own))
        ):
            yield place, value


def _revoked(change: Change) -> frozenset[str]:
    """The names of privileges that the grantee loses, if only for a column, or may give on no longer."""
    if not isinstance(change.before, Grant):
        return frozenset()
    kept = set(change.after.privileges) if isinstance(change.after, Grant) else set()
    return frozenset(item.name for item in change.before.privileges if item not in kept)


def _cut(
    objects: Mapping[Address, Object], changes: Mapping[Address, Change], change: Change
) -> Grant | None:
    """What a role that gave to others is left with for a moment; None where nothing has to be taken from it."""
    role, held = change.address.name[0], change.before
    causes = [changes[place] for place in change.because if place in changes]
    given = [cause for cause in causes if role in getattr(objects.get(cause.address), "grantors", ())]
    if not given or not isinstance(held, Grant):
        return None
    names = {name for cause in given for name in _taken(objects, changes, cause)}
    return Grant(
        tuple(replace(item, grantable=item.grantable and item.name not in names) for item in held.privileges)
    )


def _taken(
    objects: Mapping[Address, Object], changes: Mapping[Address, Change], cause: Change
) -> frozenset[str]:
    cut = _cut(objects, changes, cause)
    return _revoked(cause) if cut is None else _revoked(replace(cause, after=cut))


def _is_cut_off(objects: Mapping[Address, Object], changes: Mapping[Address, Change], change: Change) -> bool:
    """Has it something of a role that is left without its right for a moment?"""
    there, parent = objects.get(change.address), change.address.parent
    if not isinstance(there, Grant) or parent is None:
        return False
    givers = (changes.get(parent.child("grant", role)) for role in there.grantors)
    return any(giver is not None and change.address in giver.because for giver in givers)


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
