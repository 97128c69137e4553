"""A constraint of a table or domain. On a large table: NOT VALID and then VALIDATE, keys over an index built CONCURRENTLY."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.helper_names import is_helper, not_null_check
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.freed_names import rename_steps
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.index_marks import marks
from neonctl_py.plan.key_columns import loosened
from neonctl_py.plan.lineage import is_let_go, joins_anew, parents_of
from neonctl_py.plan.locks import ACCESS_EXCLUSIVE, SHARE_ROW_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE
from neonctl_py.plan.order import Phase
from neonctl_py.plan.partitions import is_partitioned, missing_copies, takes_a_part, whole_of
from neonctl_py.plan.rules import exchange
from neonctl_py.plan.rules.alone import is_alone, make_alone
from neonctl_py.plan.rules.clone_naming import name_parts
from neonctl_py.plan.rules.sql import before, sql_step, why_replaced
from neonctl_py.plan.rules.valid_checks import validate_parts
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 32
_SLOW = (Hazard.BLOCKS_READS, Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA)


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Its columns; for a foreign key the other table, its columns and its keys; for an expression what it mentions."""
    table, database = address.parent, address.container("database")
    if table is None or database is None:
        return
    for column in (*getattr(value, "columns", ()), *getattr(value, "include", ())):
        yield table.child("column", column)
    if isinstance(value, ForeignKey):
        other = database.child("table", *value.references)
        yield other
        yield from (other.child("column", column) for column in value.referenced_columns)
        above = world.ancestors.get(other, ()) if getattr(world.value(other), "partition_of", None) else ()
        for home in (other, *above):  # a partition has its parents' keys and indexes, too
            yield from (place for place in world.parts_of(home) if _is_key(world, place, value))
    if isinstance(value, Check | Exclusion):
        text = value.expression if isinstance(value, Check) else value.definition
        yield from world.columns_in(text, table)
        yield from world.mentioned_in(text, table)


def _is_key(world: World, place: Address, value: ForeignKey) -> bool:
    """Is it the key (or unique index) that the foreign key can lean on? Both sides count: what is and what will be."""
    for side in (world.desired.objects.get(place), world.objects.get(place)):
        if isinstance(side, PrimaryKey | Unique) and set(side.columns) == set(value.referenced_columns):
            return True
        if place.kind == "index" and getattr(side, "unique", False):
            return True
    return False


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Those of a new table come with it, but for foreign keys."""
    if change.moved_from is not None:
        yield from rename_steps(world, change)
    match change.action:
        case Action.CREATE:
            yield from _add(world, change)
            yield from name_parts(world, change)
        case Action.DELETE if _is_taken_away_by_another(world, change):
            return
        case Action.DELETE if exchange.is_leftover(world, change):
            return
        case Action.DELETE:
            yield _drop(change, operation="drop_former_part" if _was_of_a_parent(world, change) else "drop")
            yield from loosened(world, change)
        case Action.REPLACE if is_exchanged(world, change):
            yield from exchange.clearing(world, change)
            yield from _exchange(world, change)
            yield from name_parts(world, change)
        case Action.REPLACE:
            yield from exchange.clearing(world, change)
            yield _drop(change, why_replaced(change))
            yield from loosened(world, change)
            yield from _add(world, change)
            yield from name_parts(world, change)
        case Action.UPDATE:
            yield from _alter(world, change)
        case _:
            return


def is_exchanged(world: World, change: Change) -> bool:
    """Is the old one in force until the new one is? Where nothing is large both are a matter of one transaction anyway."""
    table = change.address.parent
    if table is None or change.before is None or (world.is_small(table) and _other_is_small(world, change)):
        return False
    if not getattr(change.after, "validated", True) or not getattr(change.after, "enforced", True):
        return False
    return exchange.is_possible(world, change, dependencies(world, change.address, change.before))


def _exchange(world: World, change: Change) -> Iterator[Planned]:
    table, value = change.address.parent, change.after
    assert table is not None  # noqa: S101  a constraint is in a table or domain
    own: dict[str, Any] = {"changed": (), "transaction": Transaction.OWN}
    reason = f"{why_replaced(change)}: the old one holds until the new one does"
    said = marks(world, change)
    if isinstance(value, Check | ForeignKey):
        lock = Effect(lock=SHARE_ROW_EXCLUSIVE if isinstance(value, ForeignKey) else ACCESS_EXCLUSIVE)
        yield sql_step(
            change, "add_replacement_not_valid", None, form="not valid", reason=reason, effect=lock, **own
        )
        yield _validate(world, change, table, "validate_replacement")
        yield sql_step(change, "swap_replacement", None, form="swap", **own)
    elif isinstance(value, PrimaryKey | Unique) and not value.without_overlaps:
        yield _build_index(world, change, table, "build_replacement_index_concurrently", reason)
        yield sql_step(change, "swap_over_index", None, form="swap", context=said, **own)
    else:
        yield sql_step(
            change,
            "replace",
            None,
            hazards=_SLOW,
            effect=Effect(*world.size(table), ACCESS_EXCLUSIVE),
            context=said,
            **own,
        )


def comes_later(value: Object) -> bool:
    """Can't it be made with its table? A foreign key needs the other one, and CREATE TABLE takes every check for valid."""
    if isinstance(value, PrimaryKey | Unique):
        return not value.valid
    return isinstance(value, ForeignKey) or (isinstance(value, Check) and not value.validated)


def _is_taken_away_by_another(world: World, change: Change) -> bool:
    """A check of our own that an interrupted apply has left: the change that it is for goes on from it, and drops it."""
    table = change.address.parent
    assert table is not None  # noqa: S101  a constraint is in a table or domain
    for place in world.parts_of(table):
        other = world.changes.get(place)
        if other is None or place.kind != "column" or not_null_check(place.name[0]) != change.address.name[0]:
            continue
        strict = other.difference("nullable")
        proven = getattr(other.after, "not_null_validated", True)
        return strict is not None and strict.after is False and proven and not world.is_small(table)
    return False


def _was_of_a_parent(world: World, change: Change) -> bool:
    """Of one that the partition leaves in the same plan, and that may have taken its own along when that went?"""
    left = world.changes.get(change.address.parent) if change.address.parent is not None else None
    if left is None or not isinstance(change.before, ForeignKey) or not is_let_go(left):
        return False
    return any(clone.name == change.address.name[-1] for clone in getattr(left.before, "clones", ()))


def _drop(change: Change, reason: str = "", operation: str = "drop") -> Planned:
    hazards = () if change.action is Action.REPLACE else (Hazard.WEAKENS_PROTECTION,)
    if change.because or is_helper(change.address.name[0]):
        hazards = ()
    return sql_step(change, operation, None, phase=Phase.REMOVE, after=None, hazards=hazards, reason=reason)


def _add(world: World, change: Change) -> Iterator[Planned]:
    table, value = change.address.parent, change.after
    assert table is not None  # noqa: S101  a constraint is in a table or domain
    if isinstance(value, Check | ForeignKey) and not value.validated:
        yield sql_step(change, "add_not_valid", None, before=None, changed=())
        yield from validate_parts(world, change)
    elif is_alone(world, change):
        yield from make_alone(world, change, _add)
    elif takes_a_part(world, change.address):
        whole = whole_of(world, change.address)
        held = ((whole, world.desired.objects[whole]),) if whole is not None else ()
        reason = "its index is there already, as the partition's part of the parent's: it becomes the key's"
        yield sql_step(change, "add_over_part", None, before=None, changed=(), context=held, reason=reason)
    elif world.is_created(table) or not getattr(value, "enforced", True):
        yield sql_step(change, "add", None, before=None, changed=(), hazards=_of_joined(world, table, value))
    elif world.is_small(table) and _other_is_small(world, change):
        risk, said = _risk(world, table), marks(world, change)
        yield sql_step(change, "add", None, before=None, changed=(), hazards=risk, context=said)
    elif is_partitioned(world, table) and isinstance(value, ForeignKey | PrimaryKey | Unique):
        yield from add_on_partitions(world, change)
    elif isinstance(value, Check | ForeignKey):
        yield from add_validated_later(world, change, table)
    elif isinstance(value, PrimaryKey | Unique) and not value.without_overlaps:
        yield from add_over_index(world, change, table)
    else:
        yield sql_step(
            change,
            "add",
            None,
            before=None,
            changed=(),
            transaction=Transaction.OWN,
            hazards=_SLOW,
            effect=Effect(*world.size(table), ACCESS_EXCLUSIVE),
            context=marks(world, change),
        )


def _of_joined(world: World, table: Address, value: object) -> tuple[Hazard, ...]:
    """A table that is new may have partitions with rows, which joined it before its foreign key comes."""
    held = world.desired.objects.get(table)
    if not isinstance(value, ForeignKey) or not value.enforced:
        return ()
    if not isinstance(held, Table) or not held.partition_by:
        return ()
    joined = [
        place
        for place, change in world.changes.items()
        if world.observed.sizes.get(change.moved_from or place, (0, 0))[1]
        if joins_anew(change) and table in parents_of(change.after, place)
    ]
    if all(map(world.is_small, joined)):
        return (Hazard.MAY_FAIL_ON_DATA,) if joined else ()
    return (Hazard.LONG_SCAN, Hazard.BLOCKS_WRITES, Hazard.MAY_FAIL_ON_DATA)


def _risk(world: World, table: Address) -> tuple[Hazard, ...]:
    return (Hazard.MAY_FAIL_ON_DATA,) if world.observed.sizes.get(table, (0, 0))[1] else ()


def _other_is_small(world: World, change: Change) -> bool:
    if not isinstance(change.after, ForeignKey):
        return True
    database = change.address.container("database")
    assert database is not None  # noqa: S101  a table is in a database
    other = database.child("table", *change.after.references)
    return world.is_created(other) or world.is_small(other)


def add_validated_later(world: World, change: Change, table: Address) -> Iterator[Planned]:
    reason = "the table is large: rows are checked after the constraint holds for new ones, without blocking writers"
    yield sql_step(
        change,
        "add_not_valid",
        None,
        before=None,
        changed=(),
        transaction=Transaction.OWN,
        form="not valid",
        reason=reason,
        effect=Effect(
            0, 0, SHARE_ROW_EXCLUSIVE if isinstance(change.after, ForeignKey) else ACCESS_EXCLUSIVE
        ),
    )
    yield _validate(world, change, table)


def _validate(world: World, change: Change, table: Address, operation: str = "validate") -> Planned:
    return sql_step(
        change,
        operation,
        None,
        transaction=Transaction.OWN,
        form="validate",
        hazards=(Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA),
        effect=Effect(*world.size(table), SHARE_UPDATE_EXCLUSIVE),
    )


def add_over_index(world: World, change: Change, table: Address) -> Iterator[Planned]:
    reason = (
        "the table is large: the index is built CONCURRENTLY and then taken over, without blocking writers"
    )
    yield _build_index(world, replace(change, before=None), table, "build_index_concurrently", reason)
    yield sql_step(
        change,
        "add_using_index",
        None,
        before=None,
        changed=(),
        transaction=Transaction.OWN,
        form="concurrently",
        context=marks(world, change),
    )


def _build_index(world: World, change: Change, table: Address, operation: str, reason: str) -> Planned:
    return sql_step(
        change,
        operation,
        None,
        changed=(),
        transaction=Transaction.NONE,
        form="concurrently",
        reason=reason,
        hazards=(Hazard.NOT_TRANSACTIONAL, Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA),
        effect=Effect(*world.size(table), SHARE_UPDATE_EXCLUSIVE),
    )


def add_on_partitions(world: World, change: Change) -> Iterator[Planned]:
    """Each partition gets it in the form that blocks nobody; the parent's own then takes these over and reads nothing."""
    for copy in missing_copies(world, change):
        leaf = copy.address.parent
        assert leaf is not None  # noqa: S101  a constraint is in a table
        if copy.before is not None:
            made: Iterable[Planned] = [_validate(world, copy, leaf)]
        elif isinstance(copy.after, ForeignKey):
            made = add_validated_later(world, copy, leaf)
        else:
            made = add_over_index(world, copy, leaf)
        yield from (before(planned, change) for planned in made)
    yield sql_step(
        change,
        "add",
        None,
        before=None,
        changed=(),
        transaction=Transaction.OWN,
        form="from partitions",
        reason="its partitions have it already: theirs become parts of it, and no row is read",
        context=marks(world, change),
    )


def _alter(world: World, change: Change) -> Iterator[Planned]:
    table = change.address.parent
    assert table is not None  # noqa: S101  a constraint is in a table or domain
    validated = change.difference("validated")
    fields = tuple(item.field for item in change.differences if item.field not in ("validated", "enforced"))
    if fields:
        yield sql_step(change, "alter", None, changed=fields)
    enforced = change.difference("enforced")
    if enforced is not None and (validated is None or enforced.after is False):
        yield _enforce(world, change, table, enforced=enforced.after is True)
    elif validated is not None and validated.after is True:
        yield _validate(world, change, table)
    elif validated is not None:  # Postgres can't forget a validation: the constraint is made anew
        yield sql_step(change, "drop", None, after=None)
        yield sql_step(replace(change, before=None), "add_not_valid", None, changed=())


def _enforce(world: World, change: Change, table: Address, *, enforced: bool) -> Planned:
    """From then on, and for every row that is there."""
    hazards: tuple[Hazard, ...] = (Hazard.LONG_SCAN, Hazard.BLOCKS_WRITES, Hazard.MAY_FAIL_ON_DATA)
    if enforced and world.is_small(table) and _other_is_small(world, change):
        hazards = _risk(world, table)
    return sql_step(
        change,
        "alter",
        None,
        changed=("enforced",),
        transaction=Transaction.OWN if enforced else Transaction.SHARED,
        hazards=hazards if enforced else (Hazard.WEAKENS_PROTECTION,),
        effect=Effect(*world.size(table), SHARE_ROW_EXCLUSIVE) if enforced else Effect(),
    )


def references(value: Object, table: Address) -> bool:
    """Is it a foreign key to that table?"""
    return isinstance(value, ForeignKey) and value.references == QualifiedName(*table.name)
