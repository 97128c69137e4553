"""What a plan changes, as it was and as it will be: enough to put it back later. Pure.

Never here: where that is kept (apply/journal), when it may be put back (workflows/roll_back).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.address import Address
from neonctl_py.model.clone_names import original_of
from neonctl_py.model.serial import UnwritableError, from_plain, to_plain
from neonctl_py.model.table import MAY_HAVE_PARENTS, Table
from neonctl_py.plan.changes import Action
from neonctl_py.plan.compare import differences
from neonctl_py.plan.extension_moves import respelled
from neonctl_py.plan.followers import followers
from neonctl_py.plan.lineage import is_let_go
from neonctl_py.plan.losses import lossy_steps
from neonctl_py.plan.moves import apply_moves, with_multiranges_named
from neonctl_py.plan.steps import Grade, SqlStep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from neonctl_py.model.state import Desired, Object
    from neonctl_py.model.table import Clone
    from neonctl_py.plan.plan import Plan

Values = dict[Address, "Object | None"]
_UNTOUCHED = (Action.ADOPT, Action.FORGET, Action.NOTHING)
_PARENTS = frozenset({"partition_of", "inherits"})
_DESTROYS = (Action.DELETE, Action.REPLACE)


@dataclass(frozen=True, slots=True)
class Undo:
    """``before``: by its old address, None where nothing was. ``after``: by its new address, None where nothing is left. ``moved``:
    (old, new). ``lost``: what values were taken from. ``hidden``: what holds a secret and can't be put back. ``amounts``: about how
    many rows and bytes what is ``lost`` had, where the catalog knew.
    """

    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    moved: tuple[tuple[Address, Address], ...] = ()
    lost: tuple[Address, ...] = ()
    hidden: tuple[Address, ...] = ()
    amounts: tuple[tuple[Address, int, int], ...] = ()

    def within(self, database: Address) -> Undo:
        """What is about that database, and about what no database holds: roles, computes, the project."""

        def belongs(address: Address) -> bool:
            home = address.container("database")
            return address.container("project") == database.container("project") and (
                home is None or home == database
            )

        return Undo(
            {place: value for place, value in self.before.items() if belongs(place)},
            {place: value for place, value in self.after.items() if belongs(place)},
            tuple(pair for pair in self.moved if belongs(pair[1])),
            tuple(filter(belongs, self.lost)),
            amounts=tuple(item for item in self.amounts if belongs(item[0])),
        )

    def joined(self, other: Undo) -> Undo:
        """Of two databases that one apply has changed."""
        return Undo(
            self.before | other.before,
            self.after | other.after,
            tuple(dict.fromkeys((*self.moved, *other.moved))),
            tuple(dict.fromkeys((*self.lost, *other.lost))),
            tuple(dict.fromkeys((*self.hidden, *other.hidden))),
            tuple(dict.fromkeys((*self.amounts, *other.amounts))),
        )


def undo_of(plan: Plan, observed: Mapping[Address, Object]) -> Undo:
    """Taken from the plan and from what was there when it was made."""
    lossy = [step for step in lossy_steps(plan) if step.loss and step.loss.grade != Grade.NOTHING]
    found = Undo(
        lost=tuple(step.address for step in lossy),
        amounts=tuple(
            (step.address, step.effect.rows, step.effect.bytes)
            for step in lossy
            if isinstance(step, SqlStep) and (step.effect.rows or step.effect.bytes)
        ),
    )
    moved = [(change.moved_from, change.address) for change in plan.changes if change.moved_from is not None]
    made = {change.address for change in plan.changes if change.action is Action.CREATE}
    moved.sort(key=lambda pair: -pair[1].depth)
    taken: dict[Address, bool] = {}
    for change in plan.changes:
        if change.action in _UNTOUCHED or _is_below(change.address, made):
            continue  # what was made with its container goes with it
        old = change.moved_from or _former(change.address, moved)
        found.before[old] = observed.get(old)
        found.after[change.address] = None if change.action is Action.DELETE else change.after
        if change.action in _DESTROYS:
            taken[old] = True
        elif is_let_go(change) or any(item.field in _PARENTS for item in change.differences):
            taken[old] = False  # whose columns and keys it has changes by itself
    for place, value in observed.items() if taken else ():
        holders = [holder for holder in place.ancestors() if holder in taken]
        if holders:
            found.before[place] = value
            if any(taken[holder] for holder in holders):
                found.after.setdefault(place, None)
    for place, value in followers(plan.changes, observed):
        found.before.setdefault(place, value)
    for place, new in respelled(plan.changes, observed):
        found.before.setdefault(place, observed[place])
        if new != place:
            found.before.setdefault(new, None)
    adopted = _with_other_parents(found)
    after = {place: value for place, value in found.after.items() if not _is_below(place, adopted)}
    return replace(found, after=after, moved=tuple(moved))


def _is_below(place: Address, containers: Collection[Address]) -> bool:
    return bool(containers) and any(holder in containers for holder in place.ancestors())


def _with_other_parents(undo: Undo) -> frozenset[Address]:
    """Tables whose columns, keys and indexes become their own, or stop being so, without a change of them."""
    return frozenset(
        place
        for place, after in undo.after.items()
        if place.kind in MAY_HAVE_PARENTS
        and after is not None
        and (before := undo.before.get(place)) is not None
        and any(getattr(before, name, None) != getattr(after, name, None) for name in _PARENTS)
    )


def _former(address: Address, moved: list[tuple[Address, Address]]) -> Address:
    """What it was called before what holds it was renamed; the innermost first."""
    for old, new in moved:
        if address.is_within(new):
            return address.moved(new, old)
    return address


def moved_since(
    undo: Undo, spelled: Mapping[Address, Object], observed: Mapping[Address, Object]
) -> tuple[Address, ...]:
    """Which of the addresses are neither as the plan has left them nor as they were before. ``spelled``: the values that it left, as
    the server writes them.
    """
    return tuple(
        sorted(
            place
            for place, after in undo.after.items()
            if not _is_same(spelled.get(place, after) if after is not None else None, observed.get(place))
            and not _is_same(undo.before.get(place), observed.get(place))
        )
    )


def _is_same(wanted: Object | None, there: Object | None) -> bool:
    if wanted is None or there is None:
        return wanted is there
    return not differences(wanted, there)


def put_back(undo: Undo, stack: Desired, observed: Mapping[Address, Object]) -> Desired:
    """What is there, with everything that the plan has changed as it was before it."""
    reverse = tuple((new, old) for old, new in undo.moved if new in observed)
    objects, _ = apply_moves(observed, reverse)
    made = {place for place, value in undo.before.items() if value is None}
    gone = made | _with_other_parents(undo)
    objects = {
        place: value
        for place, value in _with_parts_unnamed(undo, objects).items()
        if place not in made and not _is_below(place, gone)
    }
    there = {place: value for place, value in undo.before.items() if value is not None}
    objects = {**with_multiranges_named(there, objects), **there}
    removed = tuple(sorted(place for place in made if place in observed and not _is_below(place, made)))
    return replace(
        stack,
        objects=objects,
        moved=reverse,
        removed=removed,
        open_parts=frozenset(),
        delete_unmanaged=frozenset(),
        declarations={},
    )


def _with_parts_unnamed(undo: Undo, objects: Mapping[Address, Object]) -> Mapping[Address, Object]:
    """Without the names that partitions' parts have got from an index or key that was made or made anew."""

    def is_changed(place: Address | None) -> bool:
        return place is not None and (place in undo.before or place in undo.after)

    def lasts(table: Address, value: Table, clone: Clone) -> bool:
        found = original_of(table, value, clone.of, objects)
        return not is_changed(found[0] if found else None) and not is_changed(
            table.child(clone.kind, clone.name)
        )

    unnamed = {
        place: replace(value, clones=tuple(clone for clone in value.clones if lasts(place, value, clone)))
        for place, value in objects.items()
        if isinstance(value, Table) and value.clones
    }
    return {**objects, **unnamed} if unnamed else objects


def to_document(undo: Undo) -> dict[str, Any]:
    """JSON-ready. What holds a secret is only named."""
    hidden = {
        place for values in (undo.before, undo.after) for place, value in values.items() if _is_secret(value)
    }
    return {
        "format": 1,
        **{
            name: {str(place): to_plain(value) for place, value in values.items() if place not in hidden}
            for name, values in (("before", undo.before), ("after", undo.after))
        },
        "moved": [[str(old), str(new)] for old, new in undo.moved],
        "lost": [str(place) for place in undo.lost],
        "hidden": [str(place) for place in sorted(hidden)],
        "amounts": [[str(place), rows, size] for place, rows, size in undo.amounts],
    }


def from_document(document: Mapping[str, Any]) -> Undo:
    """What ``to_document`` was given. Raises UnreadableError for what another version wrote."""
    before, after = (
        {Address.parse(place): from_plain(value) for place, value in document[name].items()}
        for name in ("before", "after")
    )
    return Undo(
        before,
        after,
        tuple((Address.parse(old), Address.parse(new)) for old, new in document["moved"]),
        tuple(map(Address.parse, document["lost"])),
        tuple(map(Address.parse, document["hidden"])),
        tuple((Address.parse(place), rows, size) for place, rows, size in document.get("amounts", ())),
    )


def _is_secret(value: Object | None) -> bool:
    try:
        to_plain(value)
    except UnwritableError:
        return True
    return False
