"""What tables and foreign tables with parents have in common: their own parts, what they say of inherited columns, whom they wait for.

Never here: how they join and leave (rules/partition_steps).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import Column, words_of_type
from neonctl_py.model.constraint import Check
from neonctl_py.model.own_not_nulls import inherited_name, is_inherited_alone
from neonctl_py.model.table import WITH_HEIRS, Heir, NotNull, Override
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.inherited_not_null import required, under_own_names
from neonctl_py.plan.lineage import Family, as_own, parents_of
from neonctl_py.plan.not_null_names import usual_name
from neonctl_py.plan.order import Phase
from neonctl_py.plan.override_reach import reach_of
from neonctl_py.plan.overrides import overrides_to_say
from neonctl_py.plan.partitions import takes_a_part
from neonctl_py.plan.rules.constraint import comes_later
from neonctl_py.plan.rules.partition_steps import LINEAGE
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


def parents_needed(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Parents by partition and inheritance, with the columns that a new child must find in them and that go only after a child which
    leans on them.
    """
    change = world.changes.get(address)
    comes_or_goes = change is not None and change.action in (Action.CREATE, Action.REPLACE, Action.DELETE)
    for parent in parents_of(value, address):
        yield parent
        if comes_or_goes and not world.is_created(parent):
            yield from (part for part in world.parts_of(parent) if part.kind == "column")


def parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """Columns in their order, then what constrains the table alone."""
    if change.action not in (Action.CREATE, Action.REPLACE):
        return ()
    mine = [
        (place, world.desired.objects[place])
        for place in world.parts_of(change.address)
        if place in world.changes and place in world.desired.objects
    ]
    columns = [item for item in mine if item[0].kind == "column"]
    constraints = [
        item
        for item in mine
        if item[0].kind == "constraint"
        and (item[0] in world.inborn or not (comes_later(item[1]) or takes_a_part(world, item[0])))
    ]
    columns.sort(key=lambda item: getattr(item[1], "position", 0))
    constraints.sort(key=lambda item: str(item[0]))
    return (*columns, *constraints)


def born_parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """Columns as CREATE TABLE has to be told of them, so that they become what they are to be."""
    found = parts(world, change)
    table = change.after
    if not isinstance(table, Heir) or not (world.named_not_nulls or table.inherits):
        return found
    given = Family(world.desired.objects, world.parts).given(change.address) if table.inherits else {}
    return tuple(
        (
            place,
            _born_column(world, place, _told_apart(held, given.get(("column", place.name[-1]))), table)
            if isinstance(held, Column)
            else held,
        )
        for place, held in found
    )


def create(world: World, change: Change, made: Heir, **details: Any) -> Iterator[Planned]:
    """``made``: what it is when it is new. CREATE TABLE … PARTITION OF gives it its parent's columns in their order; a partition
    with another order is made by itself, as its parent is, and joins. What it says of columns itself follows in either case.
    """
    born, order = born_parts(world, change), {name: number for number, name in enumerate(made.column_order)}
    if not order or made.partition_of is None:
        yield sql_step(change, "create", None, before=None, after=made, parts=born, changed=(), **details)
        return
    alone = replace(made, partition_of=None, bounds=None, not_nulls=(), overrides=(), column_order=())
    family, address = Family(world.desired.objects, world.parts), change.address
    keys = [world.desired.objects.get(place) for place in world.parts_of(address)]
    above = {key: as_own(value) for key, value in family.given(address).items()}
    given = under_own_names(required(above, keys), made)
    columns = [(name, held) for (_, name), held in given.items() if isinstance(held, Column)]
    columns.sort(key=lambda item: (order.get(item[0], len(order)), item[1].position))
    checks = tuple((address.child(*key), held) for key, held in given.items() if isinstance(held, Check))
    parts_then = (*((address.child("column", name), held) for name, held in columns), *checks, *born)
    yield sql_step(change, "create", None, before=None, after=alone, parts=parts_then, changed=(), **details)
    reason = "its columns stand in another order than its parent's"
    yield sql_step(change, "join", None, before=alone, after=made, changed=LINEAGE, reason=reason)


def _told_apart(column: Column, above: Object | None) -> Column:
    """What a column of both doesn't say of how its values are stored, CREATE TABLE takes from its parents."""
    if not isinstance(above, Column):
        return column
    words: dict[str, Any] = {
        name: word
        for name, word in words_of_type(column.type).items()
        if getattr(column, name) is None and getattr(above, name) is not None
    }
    return replace(column, **words)


def _born_column(world: World, place: Address, held: Column, table: Heir) -> Column:
    """A column of both whose NOT NULL is its parents' alone must not say it: it would be the table's own, too."""
    if place.parent is not None and is_inherited_alone(
        place.parent, table, place.name[-1], world.desired.objects
    ):
        return replace(held, nullable=True, not_null_name=UNSET)
    if place in world.named_not_nulls and not isinstance(held.not_null_name, str):
        return replace(held, not_null_name=usual_name(place))
    return held


def comments_of_parents(world: World, change: Change) -> Iterator[Planned]:
    """On NOT NULLs that columns of a new table have from its parents, though it lists the columns."""
    table = change.after
    assert isinstance(table, Heir)  # noqa: S101  a creation has its value
    said = {
        place.name[-1]: held.not_null_comment
        for place, held in parts(world, change)
        if isinstance(held, Column)
        and isinstance(held.not_null_comment, str)
        and is_inherited_alone(change.address, table, place.name[-1], world.desired.objects)
    }
    if not said:
        return
    names = tuple(
        NotNull(column, inherited_name(change.address, table, column, world.desired.objects), own=False)
        for column in said
    )
    words = tuple(Override(column, not_null_comment=comment) for column, comment in said.items())
    yield sql_step(
        change,
        "alter",
        None,
        phase=Phase.FINISH,
        before=replace(table, overrides=(), not_nulls=()),
        after=replace(table, overrides=words, not_nulls=names),
        changed=("overrides",),
    )


def override(world: World, change: Change) -> Iterator[Planned]:
    """When its parents have their columns, and whatever its defaults call is there."""
    before, after = change.before, change.after
    assert isinstance(before, Heir)  # noqa: S101  an update has both sides
    assert isinstance(after, Heir)  # noqa: S101  an update has both sides
    said = overrides_to_say(change.address, before, after, world)
    reach = reach_of(world, change.address, before, said)
    names = _named(world, change.address, before, after)
    for form, words, beside in ((WITH_HEIRS, reach.with_heirs, ()), ("", reach.alone, reach.beside)):
        strict = any(item.nullable is False for item in words)
        if words or beside:
            yield sql_step(
                change,
                "alter",
                None,
                phase=Phase.FINISH,
                form=form,
                after=replace(after, overrides=words, not_nulls=names),
                changed=("overrides",),
                context=beside,
                hazards=(Hazard.MAY_FAIL_ON_DATA,) if strict and not world.is_created(change.address) else (),
            )


def _named(world: World, address: Address, before: Heir, after: Heir) -> tuple[NotNull, ...]:
    """With what the others are called of whose NOT NULL a comment is said."""
    said = (*before.overrides, *after.overrides)
    columns = sorted({item.column for item in said if item.not_null_comment is not UNSET})
    there = {item.column: item for item in before.not_nulls}
    known = {item.column for item in after.not_nulls if item.column not in there}
    others = (
        there.get(column)
        or NotNull(
            column,
            inherited_name(address, after, column, world.desired.objects)
            or usual_name(address.child("column", column)),
            own=False,
        )
        for column in columns
        if column not in known
    )
    kept = (item for item in after.not_nulls if item.column not in columns or item.column in known)
    return (*kept, *others)
