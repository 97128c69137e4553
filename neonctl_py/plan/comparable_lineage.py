"""Both states made comparable where tables have parents (INHERITS, PARTITION OF), so that nothing is planned on a child that its
parent's change does, and no row is lost where a table joins or leaves a parent.

A column that a child merely inherits is no object of the child. While it leaves, it becomes one; before it joins, it must be
one. So for a table that leaves, the observed side gets what it had from its parents; for one that joins, the desired side
gets what its parents will demand. Nothing here makes steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.index import Index
from neonctl_py.model.table import Heir, Override, Table
from neonctl_py.model.values import UNSET
from neonctl_py.plan.compare import differences
from neonctl_py.plan.inherited_not_null import (
    as_loose_as_parents,
    as_strict_as_parents,
    is_loosened,
    required,
    under_own_names,
)
from neonctl_py.plan.lineage import (
    PASSED_ON,
    RETYPED,
    Family,
    index_heirs,
    is_dropped_alone,
    joins,
    leaves,
    parents_of,
)
from neonctl_py.plan.retyped_keys import with_retyped_keys
from neonctl_py.plan.world import index_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.lineage import Heirs, PartKey

_FORGOTTEN = frozenset({"default", "storage", "compression"})
"""What the children say themselves, and have to say again after that."""
_RESTATED = ("default", "storage")
"""Of a column that the child has as its own, too. What becomes of its NOT NULL is in ``inherited_not_null``."""


@dataclass(slots=True)
class _Sides:
    desired: dict[Address, Object]
    objects: dict[Address, Object]
    wanted: Family
    there: Family
    heirs: Heirs
    alone: dict[Address, bool] = field(default_factory=dict)


def with_lineage(
    desired: Mapping[Address, Object],
    observed: Mapping[Address, Object],
    freed: frozenset[Address] = frozenset(),
) -> tuple[dict[Address, Object], dict[Address, Object]]:
    """Both states, completed by what leaving and joining tables had or will have from their parents. ``freed``: those that
    leave only to join again.
    """
    observed = with_retyped_keys(desired, observed)
    if not (_have_parents(desired) or _have_parents(observed)):
        return dict(desired), dict(observed)
    sides = _Sides(
        dict(desired),
        dict(observed),
        Family(desired, index_parts(desired)),
        Family(observed, index_parts(observed)),
        index_heirs(desired),
    )
    for table, after in desired.items():
        before = observed.get(table)
        if (
            isinstance(after, Heir)
            and isinstance(before, Heir)
            and not _is_replaced(sides, table)
            and any((before.inherits, after.inherits, before.partition_of, after.partition_of))
        ):
            _complete(sides, table, before, after, freed=table in freed)
    return sides.desired, sides.objects


def _have_parents(objects: Mapping[Address, Object]) -> bool:
    """Any of them."""
    tables = [value for value in objects.values() if isinstance(value, Heir)]
    return any(table.inherits or table.partition_of for table in tables)


def _complete(sides: _Sides, table: Address, before: Heir, after: Heir, *, freed: bool) -> None:
    parted = freed or any(_is_replaced(sides, parent) for parent in sides.there.parents(table))
    goes_on, comes = _from_those_it_keeps(sides, table, before, after)
    if leaves(before, after) or parted:
        gone = _except(sides.there.inherited(table), goes_on)
        _add(sides.objects, table, under_own_names(required(gone, _keys(sides.there, table)), before))
        _add_clones(sides, table, before)
    if joins(before, after) or (parted and after.partition_of):
        given = _except(sides.wanted.inherited(table), comes)
        _add(sides.desired, table, under_own_names(required(given, _keys(sides.wanted, table)), after))
        _keep_equals(sides, table, before)
    if not (leaves(before, after) or joins(before, after) or parted):
        _settle(sides, table)


def _from_those_it_keeps(
    sides: _Sides, table: Address, before: Heir, after: Heir
) -> tuple[frozenset[PartKey], frozenset[PartKey]]:
    """What other parents than those that the table leaves or joins take along or go on giving it, and what they will give it."""
    stay = parents_of(Heir(inherits=tuple(name for name in before.inherits if name in after.inherits)), table)
    had, has = (
        frozenset(key for parent in stay for key in {**family.inherited(parent), **family.own(parent)})
        for family in (sides.there, sides.wanted)
    )
    both, own, there = had & has, sides.wanted.own(table), sides.there.own(table)
    return both | (had - own.keys()), both | (has - there.keys())


def _except(parts: Mapping[PartKey, Object], kept: frozenset[PartKey]) -> dict[PartKey, Object]:
    return {key: value for key, value in parts.items() if key not in kept}


def _is_replaced(sides: _Sides, table: Address) -> bool:
    before, after = sides.there.objects.get(table), sides.wanted.objects.get(table)
    return (
        isinstance(before, Table) and isinstance(after, Table) and before.partition_by != after.partition_by
    )


def _keys(family: Family, table: Address) -> list[Object | None]:
    return [family.objects.get(place) for place in family.parts.get(table, ())]


def _add(objects: dict[Address, Object], table: Address, parts: Mapping[PartKey, Object]) -> None:
    for (kind, name), value in parts.items():
        objects.setdefault(table.child(kind, name), value)


def _add_clones(sides: _Sides, table: Address, before: Heir) -> None:
    """After it left, the indexes and keys that it had from its parent are its own."""
    for parent in sides.there.parents(table):
        for clone in before.clones:
            value = sides.there.objects.get(parent.child(clone.kind, clone.of))
            if value is not None:
                sides.objects.setdefault(table.child(clone.kind, clone.name), value)


def _keep_equals(sides: _Sides, table: Address, before: Heir) -> None:
    """What equals a key or index of its new parent becomes a part of that one, unless its name is in the way. A check does by its name."""
    brought = (table.child(clone.kind, clone.name) for clone in before.clones)
    own = tuple(dict.fromkeys((*sides.there.parts.get(table, ()), *brought)))
    for parent in sides.wanted.parents(table):
        above = sides.wanted.parts.get(parent, ())
        parts = [place for place in above if place.kind in ("index", "constraint")]
        demanded = [sides.wanted.objects[place] for place in parts]
        taken = {place.name[-1] for place in parts if table.name[0] == parent.name[0]}
        for place in own:
            value = sides.objects.get(place)
            if value is None or place.kind not in ("index", "constraint") or place in sides.desired:
                continue
            if isinstance(value, Check) or (place.name[-1] in taken and not isinstance(value, ForeignKey)):
                continue
            equal = next((item for item in demanded if _is_equal(item, value)), None)
            if equal is not None:
                demanded.remove(equal)
                del sides.objects[place]


def _keep_for_parents(sides: _Sides, table: Address) -> None:
    """What equals an index or key that a parent is about to get becomes its part: an interrupted apply has built it, or somebody
    by hand. (Where the stack says how the table's parts are called, only under such a name.)
    """
    own = [
        place
        for place in sides.there.parts.get(table, ())
        if place.kind in ("index", "constraint") and place not in sides.desired and place in sides.objects
    ]
    if not own:
        return
    said = {clone.name for clone in getattr(sides.wanted.objects[table], "clones", ())}
    coming = [
        sides.wanted.objects[place]
        for parent in _ancestors(sides, table)
        for place in sides.wanted.parts.get(parent, ())
        if place.kind in ("index", "constraint") and _comes(sides, place)
    ]
    for place in own:
        named = not said or place.name[-1] in said
        if named and any(_is_equal(_finished(value), _finished(sides.objects[place])) for value in coming):
            del sides.objects[place]


def _comes(sides: _Sides, place: Address) -> bool:
    """Is it made, or made anew?"""
    there = sides.there.objects.get(place)
    return there is None or not _is_equal(sides.wanted.objects[place], there)


def _ancestors(sides: _Sides, table: Address) -> Iterator[Address]:
    for parent in sides.wanted.parents(table):
        yield parent
        yield from _ancestors(sides, parent)


def _finished(value: Object) -> Object:
    """As it would be if whoever made it had come to the end."""
    if isinstance(value, Index | PrimaryKey | Unique):
        return replace(value, valid=True)
    return replace(value, validated=True) if isinstance(value, ForeignKey) else value


def _is_equal(wanted: Object, there: Object) -> bool:
    return type(wanted) is type(there) and not any(
        item.field not in ("comment", "index_comment") for item in differences(wanted, there)
    )


def _follow_parents(sides: _Sides, table: Address) -> None:
    """What is done to a column of a parent is done to its children's too, whatever they said of it before."""
    there = sides.there.objects[table]
    if not isinstance(there, Heir) or not there.overrides:
        return
    kept: list[Override] = []
    for item in there.overrides:
        parents = sides.there.parents(table)
        retyped = any(_is_retyped(sides, parent, item.column) for parent in parents)
        gone = {
            name
            for name in item.said
            if (retyped and name in _FORGOTTEN)
            or (name in PASSED_ON and any(_differs(sides, parent, item.column, name) for parent in parents))
        }
        lost: dict[str, Any] = dict.fromkeys(gone, UNSET)
        kept.append(replace(item, **lost))
    overrides = tuple(item for item in kept if item.said)
    sides.objects[table] = replace(there, overrides=overrides)


def _is_retyped(sides: _Sides, parent: Address, column: str) -> bool:
    """Is it there, and gets another type?"""
    return any(
        isinstance(before, Column)
        and isinstance(after, Column)
        and any(getattr(before, name) != getattr(after, name) for name in RETYPED)
        for before, after in _both_of(sides, parent, column)
    )


def _differs(sides: _Sides, parent: Address, column: str, name: str) -> bool:
    return any(
        getattr(before, name, None) != getattr(after, name, None)
        for before, after in _both_of(sides, parent, column)
    )


def _both_of(sides: _Sides, parent: Address, column: str) -> Iterator[tuple[Object | None, Object | None]]:
    """What it was and will be in the nearest ancestors that have it themselves."""
    place = parent.child("column", column)
    before, after = sides.there.objects.get(place), sides.wanted.objects.get(place)
    if before is None and after is None and parent in sides.wanted.objects:
        for above in sides.there.parents(parent):
            yield from _both_of(sides, above, column)
    else:
        yield before, after


def _settle(sides: _Sides, table: Address) -> None:
    """It keeps its parents: what they change, they change for it."""
    _follow_parents(sides, table)
    if getattr(sides.wanted.objects[table], "partition_of", None):
        _keep_for_parents(sides, table)
    had, has = sides.there.inherited(table), sides.wanted.inherited(table)
    _keep_compressed(sides, table, had, has)
    for key in {**had, **has}:
        place = table.child(*key)
        is_listed, is_there = place in sides.wanted.objects, place in sides.there.objects
        if key in had and key in has:
            if is_listed != is_there:  # no statement turns an inherited column into its own, or back
                _as_if_both(sides, place, had[key], has[key])
            elif is_listed and key[0] == "column":
                _follow_type(sides, place)
                _follow_settings(sides, table, place)
                _follow_not_null(sides, table, place)
        elif key in had and not is_there and _is_left_behind(sides, table, key):
            sides.objects[place] = had[key]
        elif key in has and is_there and not is_listed and _is_leant_on(sides, table, key[1]):
            sides.objects.pop(place, None)  # it stays the child's own too: what leans on it would go with it


def _keep_compressed(
    sides: _Sides, table: Address, had: Mapping[PartKey, Object], has: Mapping[PartKey, Object]
) -> None:
    """What a parent changes of the compression of its column it changes for itself: its children keep what they have."""
    value = sides.objects[table]
    kept: dict[str, Override] = (
        {item.column: item for item in value.overrides} if isinstance(value, Heir) else {}
    )
    for (kind, name), wanted in has.items():
        place = table.child(kind, name)
        if not isinstance(wanted, Column) or place in sides.wanted.objects or place in sides.there.objects:
            continue
        before = had.get((kind, name))
        retyped = any(_is_retyped(sides, parent, name) for parent in sides.there.parents(table))
        now = before.compression if isinstance(before, Column) and not retyped else None
        if now != wanted.compression:
            kept[name] = replace(kept.get(name, Override(name)), compression=now or "default")
    if isinstance(value, Heir) and kept:
        overrides = tuple(kept[name] for name in sorted(kept))
        sides.objects[table] = replace(value, overrides=overrides)


def _as_if_both(sides: _Sides, place: Address, had: Object, has: Object) -> None:
    """One side says of it what the other says by an override: only that is compared."""
    if place.kind != "column" or place.parent is None:
        sides.desired.pop(place, None)
        sides.objects.pop(place, None)
        return
    table, key = place.parent, ("column", place.name[-1])
    if place in sides.wanted.objects:
        state, value, given = sides.objects, sides.there.objects[table], had
    else:
        state, value, given = sides.desired, sides.wanted.objects[table], has
    state[place] = under_own_names({key: given}, value)[key] if isinstance(value, Heir) else given
    _say_no_more(state, table, place.name[-1])
    _follow_type(sides, place)
    _follow_not_null(sides, table, place)


def _say_no_more(objects: dict[Address, Object], table: Address, column: str) -> None:
    value = objects[table]
    if isinstance(value, Heir):
        overrides = tuple(item for item in value.overrides if item.column != column)
        objects[table] = replace(value, overrides=overrides)


def _follow_type(sides: _Sides, place: Address) -> None:
    """The parent's change of type reaches it."""
    wanted, there = sides.desired[place], sides.objects[place]
    if isinstance(wanted, Column) and isinstance(there, Column):
        sides.objects[place] = replace(there, type=wanted.type, collation=wanted.collation)


def _follow_settings(sides: _Sides, table: Address, place: Address) -> None:
    """So do its new default and the like, though the column is the child's own, too: what it says of itself is said again after that."""
    there, column = sides.objects[place], place.name[-1]
    if not isinstance(there, Column):
        return
    for parent in sides.there.parents(table):
        above = sides.wanted.objects.get(parent.child("column", column))
        retyped = _is_retyped(sides, parent, column)
        for name in _RESTATED if isinstance(above, Column) else ():
            if retyped or _differs(sides, parent, column, name):
                there = replace(there, **{name: getattr(above, name)})
        if retyped:
            there = replace(there, compression=None)
    sides.objects[place] = there


def _follow_not_null(sides: _Sides, table: Address, place: Address) -> None:
    there, name = sides.objects[place], place.name[-1]
    both = [pair for parent in sides.there.parents(table) for pair in _both_of(sides, parent, name)]
    if any(is_loosened(before, after) for before, after in both):
        sides.objects[place] = as_loose_as_parents(there, sides.there.objects[table], name)
    else:
        after = sides.wanted.objects[table]
        sides.objects[place] = as_strict_as_parents(there, sides.desired[place], after, name)


def _is_leant_on(sides: _Sides, table: Address, name: str) -> bool:
    parts = (place for place in sides.wanted.parts.get(table, ()) if place.kind not in ("column", "grant"))
    return any(name in str(sides.wanted.objects[place]) for place in parts)


def _is_left_behind(sides: _Sides, table: Address, key: PartKey) -> bool:
    """Is the parent's column dropped from it alone, because one of its children keeps it?"""
    above = [parent.child(*key) for parent in sides.there.parents(table)]
    for part in above:
        if part not in sides.alone:
            sides.alone[part] = is_dropped_alone(part, sides.wanted.objects, sides.there.objects, sides.heirs)
    return any(sides.alone[part] for part in above)
