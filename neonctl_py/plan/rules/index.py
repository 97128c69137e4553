"""An index. On a large table it is built CONCURRENTLY; a changed one is built beside the old one and swapped in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.index import Index
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.freed_names import rename_steps
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.index_marks import marks
from neonctl_py.plan.order import Phase
from neonctl_py.plan.partitions import is_partitioned, lasting_names, missing_copies
from neonctl_py.plan.rules import exchange
from neonctl_py.plan.rules.alone import is_alone, make_alone
from neonctl_py.plan.rules.clone_naming import name_parts
from neonctl_py.plan.rules.sql import before, sql_step, why_replaced
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 34


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The columns and types that its keys and predicate mention."""
    table, database = address.parent, address.container("database")
    if not isinstance(value, Index) or table is None or database is None:
        return
    keys = ((key.expression, key.collation or "", key.opclass or "") for key in value.keys)
    text = " ".join((*(part for parts in keys for part in parts), value.where or ""))
    yield from world.columns_in(text, table)
    yield from (table.child("column", column) for column in value.include)
    yield from (place for place in world.mentioned(text, database) if place != table)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Only the catalog's statistics say whether the table is large."""
    table = change.address.parent
    assert table is not None  # noqa: S101  an index is in a table
    plain = world.is_created(table) or world.is_small(table)
    partitioned = is_partitioned(world, table)
    if change.moved_from is not None:
        yield from rename_steps(world, change)
    match change.action:
        case Action.CREATE if is_alone(world, change):
            yield from make_alone(world, change, steps)
        case Action.REPLACE if is_alone(world, change):
            yield _drop(change, plain=True, reason=why_replaced(change))
            yield from make_alone(world, change, steps)
        case Action.CREATE if partitioned and not plain:
            yield from build_on_partitions(world, change)
            yield from name_parts(world, change)
        case Action.REPLACE if partitioned and not plain and not change.because:
            yield from _replace_on_partitions(world, change)
        case Action.CREATE:
            yield build(world, change, table, plain=plain)
            yield from name_parts(world, change)
        case Action.DELETE if exchange.is_leftover(world, change):
            return
        case Action.DELETE:
            yield _drop(change, plain=plain or partitioned)
        case Action.REPLACE:
            yield from exchange.clearing(world, change)
            yield from _replace(world, change, table, plain=plain)
            yield from name_parts(world, change)
        case Action.UPDATE:
            yield sql_step(change, "alter", None)
        case _:
            return


def build(world: World, change: Change, table: Address, *, plain: bool) -> Planned:
    unique = isinstance(change.after, Index) and change.after.unique
    risk = (Hazard.MAY_FAIL_ON_DATA,) if unique and world.size(table)[1] else ()
    if plain:
        return sql_step(
            change, "create", None, before=None, changed=(), hazards=risk, context=marks(world, change)
        )
    return sql_step(
        change,
        "build_concurrently",
        None,
        before=None,
        changed=(),
        transaction=Transaction.NONE,
        form="concurrently",
        reason="the table is large: writers go on while the index is built",
        hazards=(Hazard.NOT_TRANSACTIONAL, Hazard.LONG_SCAN, *risk),
        effect=Effect(*world.size(table), "SHARE UPDATE EXCLUSIVE"),
        context=marks(world, change),
    )


def build_on_partitions(world: World, change: Change) -> Iterator[Planned]:
    """On each partition CONCURRENTLY; the parent's own index then takes these over and reads nothing."""
    yield from _built_copies(world, change)
    yield sql_step(
        change,
        "create",
        None,
        before=None,
        changed=(),
        transaction=Transaction.OWN,
        form="from partitions",
        reason="its partitions have it already: they become its parts, and no row is read",
        context=marks(world, change),
    )


def _built_copies(world: World, change: Change) -> Iterator[Planned]:
    for copy in missing_copies(world, change):
        leaf = copy.address.parent
        assert leaf is not None  # noqa: S101  an index is in a table
        yield before(build(world, copy, leaf, plain=False), change)


def _replace_on_partitions(world: World, change: Change) -> Iterator[Planned]:
    """Postgres drops no partitioned index CONCURRENTLY, but a drop reads nothing."""
    yield from _built_copies(world, change)
    details: dict[str, Any] = {"changed": (), "transaction": Transaction.OWN, "form": "from partitions"}
    if not getattr(change.before, "valid", True):
        yield sql_step(change, "drop", None, after=None, **details)
        yield sql_step(change, "create", None, before=None, context=marks(world, change), **details)
        yield from name_parts(world, change)
        return
    names = ((place, replace(Table(), clones=(clone,))) for place, clone in lasting_names(world, change))
    said = (*marks(world, change), *names)
    yield sql_step(
        change, "replace_over_partitions", None, reason=why_replaced(change), context=said, **details
    )


def _drop(change: Change, *, plain: bool, reason: str = "") -> Planned:
    if plain:
        return sql_step(change, "drop", None, phase=Phase.REMOVE, after=None, reason=reason)
    return sql_step(
        change,
        "drop_concurrently",
        None,
        phase=Phase.REMOVE,
        after=None,
        transaction=Transaction.NONE,
        form="concurrently",
        reason=reason,
        hazards=(Hazard.NOT_TRANSACTIONAL,),
    )


def _replace(world: World, change: Change, table: Address, *, plain: bool) -> Iterator[Planned]:
    reason = why_replaced(change)
    was_valid = getattr(change.before, "valid", True)
    if change.because:  # what it stands on can't change while it is there, so nothing can be built beside it
        yield _drop(change, plain=plain or is_partitioned(world, table), reason=reason)
        if is_partitioned(world, table) and not plain:
            yield from build_on_partitions(world, change)
        else:
            yield build(world, change, table, plain=plain)
    elif plain:
        yield _drop(change, plain=True, reason=reason)
        yield build(world, change, table, plain=True)
    elif not was_valid:
        yield build(world, change, table, plain=False)  # drops the invalid leftover first
    else:
        yield sql_step(
            change,
            "build_replacement_concurrently",
            None,
            changed=(),
            transaction=Transaction.NONE,
            form="concurrently",
            reason=reason,
            hazards=(Hazard.NOT_TRANSACTIONAL, Hazard.LONG_SCAN),
            effect=Effect(*world.size(table), "SHARE UPDATE EXCLUSIVE"),
        )
        yield sql_step(
            change,
            "swap_replacement",
            None,
            changed=(),
            transaction=Transaction.OWN,
            form="swap",
            context=marks(world, change),
        )
        yield sql_step(
            change,
            "drop_replaced_concurrently",
            None,
            changed=(),
            transaction=Transaction.NONE,
            form="concurrently",
            hazards=(Hazard.NOT_TRANSACTIONAL,),
        )
