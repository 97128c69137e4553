"""A table, created whole: columns, keys and checks in its CREATE TABLE, foreign keys where plan/inborn_keys says so; other foreign
keys, checks that are NOT VALID, indexes and policies after it.

Row-level security is switched on when the policies stand, and policies are taken away only after it is off or replaced:
there is no moment with less protection than before or after.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.clone_names import named_clones
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.own_not_nulls import inherited_name, is_inherited_alone, own_not_nulls
from neonctl_py.model.table import WITH_HEIRS, NotNull, Table
from neonctl_py.model.values import UNSET
from neonctl_py.plan import part_names
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.not_null_names import usual_name
from neonctl_py.plan.order import Phase
from neonctl_py.plan.overrides import heirs_follow, overrides_to_say
from neonctl_py.plan.partitions import takes_a_part
from neonctl_py.plan.rules import expand
from neonctl_py.plan.rules.constraint import comes_later
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.partition_steps import change_parents
from neonctl_py.plan.rules.partition_triggers import state_triggers
from neonctl_py.plan.rules.sql import sql_step, why_replaced
from neonctl_py.plan.rules.typed_table import change_type, type_of
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 30
_LINEAGE = ("partition_of", "bounds", "inherits")
_SECURITY = ("row_level_security", "force_row_level_security")
_IN_KEYS = frozenset({"function", "collation", "operator_class"})
_IDENTITY = ("replica_identity", "replica_identity_index")


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, parents by partition and inheritance with the columns that a new child must find in them,
    and that go only after a child which leans on them.
    """
    yield from owner_and_schema(world, address, value)
    assert address.parent is not None  # noqa: S101  a table is in a database
    yield from type_of(value, address)
    yield from _in_partition_key(world, address.parent, value)
    change = world.changes.get(address)
    comes_or_goes = change is not None and change.action in (Action.CREATE, Action.REPLACE, Action.DELETE)
    for parent in parents_of(value, address):
        yield parent
        if comes_or_goes and not world.is_created(parent):
            yield from (part for part in world.parts_of(parent) if part.kind == "column")


def _in_partition_key(world: World, database: Address, value: Object) -> Iterator[Address]:
    """What it calls and sorts by."""
    key = getattr(value, "partition_by", None)
    yield from (place for place in world.mentioned(key, database) if place.kind in _IN_KEYS)


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


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename; security as a step of its own."""
    if change.moved_from is not None:  # before it leaves its parent, which happens under the new name
        phase = Phase.LEAVE if change.action is Action.UPDATE else Phase.PUT
        staged = world.staged.get(change.address)
        if staged is not None:
            yield from expand.rename_table(change, staged, phase)
        else:
            yield sql_step(change, "rename", None, phase=phase, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    match change.action:
        case Action.CREATE:
            yield from _create(world, change)
        case Action.REPLACE:
            yield _drop(world, change, why_replaced(change))
            yield from _create(world, replace(change, before=None))
        case Action.DELETE:
            yield from _let_go(world, change)
            yield _drop(world, change)
        case Action.UPDATE:
            yield from _alter(world, change)
        case _:
            return


def _create(world: World, change: Change) -> Iterator[Planned]:
    assert isinstance(change.after, Table)  # noqa: S101  a creation has its value
    named = own_not_nulls(change.address, change.after, world.desired.objects)
    open_table = replace(
        change.after, row_level_security=False, force_row_level_security=False, not_nulls=named
    )
    if change.after.replica_identity == "index":
        open_table = replace(open_table, replica_identity="default", replica_identity_index=None)
    if change.after.clustered_on:
        open_table = replace(open_table, clustered_on=None)
    born = _born_parts(world, change)
    by_name = any(place in world.named_not_nulls for place, _ in born)
    yield sql_step(
        change,
        "create",
        None,
        before=None,
        after=open_table,
        parts=born,
        changed=(),
        form="not null by name" if by_name else "",
    )
    flags = tuple(name for name in _SECURITY if getattr(change.after, name))
    if flags:
        yield sql_step(change, "alter", None, phase=Phase.FINISH, before=open_table, changed=flags)
    if change.after.overrides:
        yield _override(world, replace(change, before=open_table))
    yield from state_triggers(world, change)
    if clones := named_clones(change.address, change.after, world.desired.objects):
        yield sql_step(
            change,
            "name_clones",
            None,
            phase=Phase.FINISH,
            before=open_table,
            after=replace(change.after, clones=tuple(clone for clone, _ in clones)),
            changed=("clones",),
            context=tuple((change.address.child(item.kind, item.of), original) for item, original in clones),
        )
    if change.after.replica_identity == "index":  # the index may be built after the table
        yield sql_step(change, "alter", None, phase=Phase.FINISH, before=open_table, changed=_IDENTITY)
    if change.after.clustered_on:
        yield sql_step(
            change, "alter", None, phase=Phase.FINISH, before=open_table, changed=("clustered_on",)
        )


def _born_parts(world: World, change: Change) -> tuple[tuple[Address, Object], ...]:
    """A column of both whose NOT NULL is its parents' alone must not say it: it would be the table's own, too."""
    found = parts(world, change)
    table = change.after
    if not isinstance(table, Table) or not (world.named_not_nulls or (table.inherits and table.not_nulls)):
        return found
    return tuple(
        (place, _born_column(world, place, held, table) if isinstance(held, Column) else held)
        for place, held in found
    )


def _born_column(world: World, place: Address, held: Column, table: Table) -> Column:
    if place.parent is not None and is_inherited_alone(
        place.parent, table, place.name[-1], world.desired.objects
    ):
        return replace(held, nullable=True, not_null_name=UNSET)
    if place in world.named_not_nulls and not isinstance(held.not_null_name, str):
        return replace(held, not_null_name=usual_name(place))
    return held


def _drop(world: World, change: Change, reason: str = "") -> Planned:
    rows, size = world.size(change.moved_from or change.address)
    return sql_step(
        change,
        "drop",
        None,
        phase=Phase.REMOVE,
        after=None,
        changed=(),
        hazards=(Hazard.DELETES_DATA,),
        effect=Effect(rows, size, "ACCESS EXCLUSIVE"),
        reason=reason,
    )


def _let_go(world: World, change: Change) -> Iterator[Planned]:
    """A partition that foreign keys reach through its parent, which stays: Postgres drops it only when it is detached."""
    before, parents = change.before, parents_of(change.before, change.address)
    if not isinstance(before, Table) or not before.partition_of or world.is_removed(parents[0]):
        return
    pending = list(parents)
    for parent in pending:  # grows while it is walked
        pending += parents_of(world.objects.get(parent), parent)
    keys = (value for value in world.objects.values() if isinstance(value, ForeignKey))
    if not {tuple(key.references) for key in keys}.isdisjoint(parent.name for parent in pending):
        alone = replace(before, partition_of=None, bounds=None)
        reason = "foreign keys refer to its parent, and so to it"
        yield sql_step(
            change, "leave", None, phase=Phase.REMOVE, after=alone, changed=_LINEAGE, reason=reason
        )


def _override(world: World, change: Change) -> Planned:
    """When its parents have their columns, and whatever its defaults call is there."""
    before, after = change.before, change.after
    assert isinstance(before, Table)  # noqa: S101  an update has both sides
    assert isinstance(after, Table)  # noqa: S101  an update has both sides
    said = overrides_to_say(change.address, before, after, world)
    strict = any(item.nullable is False for item in said)
    return sql_step(
        change,
        "alter",
        None,
        phase=Phase.FINISH,
        form=WITH_HEIRS if heirs_follow(world, change.address, said) else "",
        after=replace(after, overrides=said, not_nulls=_named(world, change.address, before, after)),
        changed=("overrides",),
        hazards=(Hazard.MAY_FAIL_ON_DATA,) if strict and not world.is_created(change.address) else (),
    )


def _rename_parts(world: World, change: Change) -> Iterator[Planned]:
    """Parts that stay: before anything takes the names that they give up."""
    parts = part_names.parts_to_name(world, change)
    if not parts or not isinstance(change.before, Table) or not isinstance(change.after, Table):
        return
    before = tuple(replace(part.before, of=part.after.of) for part in parts)
    yield sql_step(
        change,
        "rename_parts",
        None,
        phase=Phase.LEAVE,
        form="in turn" if part_names.in_each_others_way(world, change, parts) else "",
        before=replace(change.before, clones=before),
        after=replace(change.after, clones=tuple(part.after for part in parts)),
        changed=("clones",),
        context=tuple(
            (change.address.child(part.after.kind, part.after.of), part.original) for part in parts
        ),
    )


def _named(world: World, address: Address, before: Table, after: Table) -> tuple[NotNull, ...]:
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


def _alter(world: World, change: Change) -> Iterator[Planned]:
    flags = tuple(item for item in change.differences if item.field in _SECURITY)
    own = (
        *_SECURITY,
        *_LINEAGE,
        *_IDENTITY,
        "overrides",
        "clustered_on",
        "of_type",
        "trigger_states",
        part_names.FIELD,
    )
    others = tuple(item.field for item in change.differences if item.field not in own)
    yield from _rename_parts(world, change)
    yield from change_parents(world, change)
    yield from change_type(change)
    yield from state_triggers(world, change)
    if any(item.field in _IDENTITY for item in change.differences):
        yield sql_step(change, "alter", None, phase=Phase.FINISH, changed=_IDENTITY)
    if change.difference("clustered_on") is not None:
        yield sql_step(change, "alter", None, phase=Phase.FINISH, changed=("clustered_on",))
    if change.difference("overrides") is not None:
        yield _override(world, change)
    if others:
        rewrites = {"unlogged", "access_method"} & set(others)
        large = rewrites and not world.is_small(change.address)
        hazards = [Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS] if large else []
        hazards += [Hazard.CHANGES_ACCESS] if "owner" in others else []
        rows, size = world.size(change.address)
        yield sql_step(
            change,
            "alter",
            None,
            changed=others,
            transaction=Transaction.OWN if large else Transaction.SHARED,
            hazards=tuple(hazards),
            effect=Effect(rows, size, "ACCESS EXCLUSIVE") if rewrites else Effect(),
        )
    if flags:
        weaker = any(item.before and not item.after for item in flags)
        hazard = Hazard.WEAKENS_PROTECTION if weaker else Hazard.CHANGES_ACCESS
        yield sql_step(
            change,
            "alter",
            None,
            phase=Phase.FINISH,
            changed=tuple(item.field for item in flags),
            hazards=(hazard,),
        )
