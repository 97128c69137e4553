"""A table, created whole: columns, keys and checks in its CREATE TABLE, foreign keys where plan/inborn_keys says so; other foreign
keys, checks that are NOT VALID, indexes and policies after it.

Row-level security is switched on when the policies stand, and policies are taken away only after it is off or replaced:
there is no moment with less protection than before or after.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.clone_names import named_clones
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.own_not_nulls import own_not_nulls
from neonctl_py.model.table import Table
from neonctl_py.plan import part_names
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules import expand
from neonctl_py.plan.rules.heirs import comments_of_parents, create, override, parents_needed, parts
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.partition_steps import LINEAGE, change_parents
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
_SECURITY = ("row_level_security", "force_row_level_security")
_IDENTITY = ("replica_identity", "replica_identity_index")


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, what its partition key mentions, parents by partition and inheritance with the columns that a new child must
    find in them, and that go only after a child which leans on them.
    """
    yield from owner_and_schema(world, address, value)
    _, _, key = (getattr(value, "partition_by", None) or "").partition("(")
    yield from world.mentioned_in(key, address)
    assert address.parent is not None  # noqa: S101  a table is in a database
    yield from type_of(value, address)
    yield from parents_needed(world, address, value)


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
    by_name = any(place in world.named_not_nulls for place, _ in parts(world, change))
    yield from create(world, change, open_table, form="not null by name" if by_name else "")
    flags = tuple(name for name in _SECURITY if getattr(change.after, name))
    if flags:
        yield sql_step(change, "alter", None, phase=Phase.FINISH, before=open_table, changed=flags)
    if change.after.overrides:
        yield from override(world, replace(change, before=replace(open_table, overrides=())))
    yield from comments_of_parents(world, change)
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
        yield sql_step(change, "leave", None, phase=Phase.REMOVE, after=alone, changed=LINEAGE, reason=reason)


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


def _alter(world: World, change: Change) -> Iterator[Planned]:
    flags = tuple(item for item in change.differences if item.field in _SECURITY)
    own = (
        *_SECURITY,
        *LINEAGE,
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
        yield from override(world, change)
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
