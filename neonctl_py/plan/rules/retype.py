"""A column gets another type without a rewrite: one of the new type is kept in step beside it, gets indexes and keys like the old one's, and
takes over the name in one short transaction. The old one stays, in step, until the second half.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.backfill import Backfill
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.expansion import shadow_name, twin_name
from neonctl_py.model.index import Index
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.leaning import key_columns
from neonctl_py.plan.moves import with_column_renamed
from neonctl_py.plan.rules import column_types
from neonctl_py.plan.rules.sql import sql_step
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.expansions import Staged
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

_WHY = "the table is not rewritten: a column of the new type takes over the name when it has all values"


def steps(world: World, change: Change, staged: Staged) -> Iterator[Planned]:
    """As far as they are left to do."""
    table, wanted, before = change.address.parent, staged.wanted, staged.old_column
    assert table is not None  # noqa: S101  a column is in a table
    assert wanted is not None  # noqa: S101  the stage says both
    assert before is not None  # noqa: S101  the stage says both
    change = replace(change, before=before, after=wanted)
    context: tuple[Any, ...] = ((table.child("trigger", staged.trigger), staged.expansion),)
    size = Effect(*world.size(table), "")
    if staged.begins:
        yield _step(change, "expand", context, reason=_WHY, form="expand", hazards=_risks(before, wanted))
    if not staged.expansion.filled:
        yield _backfill(world, change, table, context, before)
    if not wanted.nullable:
        if not staged.proven:
            yield _step(change, "add_twin_check", context)
        yield _step(change, "validate_twin_check", context, **_scan(size))
    for place, value in sorted(staged.leaning, key=_keys_first):
        yield from _twin(change, staged, place, value, size)
    parts = tuple((place, value) for place, value in staged.leaning)
    reason = "one short transaction: the names are exchanged"
    yield _step(change, "swap", (*context, *parts), reason=reason, form="swap")


def _keys_first(part: tuple[Address, Object]) -> tuple[bool, str]:
    """A foreign key leans on a key."""
    return isinstance(part[1], ForeignKey), str(part[0])


def _step(change: Change, operation: str, context: tuple[Any, ...], **details: Any) -> Planned:
    details.setdefault("transaction", Transaction.OWN)
    return sql_step(change, operation, None, changed=(), context=context, **details)


def _risks(before: Column, wanted: Column) -> tuple[Hazard, ...]:
    """What the new type can't hold, nobody can write from now on."""
    if column_types.keeps_values(before.type, wanted.type):
        return ()
    return (Hazard.LOSES_PRECISION, Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_RUNNING_CODE)


def _scan(size: Effect) -> dict[str, Any]:
    effect = replace(size, lock="SHARE UPDATE EXCLUSIVE")
    return {"hazards": (Hazard.LONG_SCAN,), "effect": effect}


def _backfill(
    world: World, change: Change, table: Address, context: tuple[Any, ...], before: Column
) -> Planned:
    name = change.address.name[-1]
    work = Backfill(
        column=shadow_name(name),
        source=name,
        expression=name,
        type=before.type,
        keys=key_columns(world.objects, table),
    )
    return _step(
        change,
        "backfill",
        (*context, (change.address, work)),
        transaction=Transaction.NONE,
        form="in batches",
        reason=f"{work.column} = {name}, about 0.2 s a batch, along {work.along}",
        hazards=(Hazard.NOT_TRANSACTIONAL, Hazard.LONG_SCAN),
        effect=Effect(*world.size(table), "ROW EXCLUSIVE"),
    )


def _twin(change: Change, staged: Staged, place: Address, value: Object, size: Effect) -> Iterator[Planned]:
    """In the form in which nobody waits for it."""
    assert place.parent is not None  # noqa: S101  it is in a table
    twin = place.parent.child(place.kind, twin_name(place.name[-1], change.address.name[-1]))
    there = any(known.name[-1] == twin.name[-1] and known.parent == place.parent for known in staged.twins)
    mine = ((twin, _on_shadow(change.address, place, value)),)
    context: tuple[Any, ...] = (((place.parent.child("trigger", staged.trigger)), staged.expansion), *mine)
    if isinstance(value, Index | PrimaryKey | Unique):
        if not there:
            hazards = (Hazard.NOT_TRANSACTIONAL, Hazard.LONG_SCAN)
            effect = replace(size, lock="SHARE UPDATE EXCLUSIVE")
            form = {"form": "concurrently", "transaction": Transaction.NONE}
            yield _step(change, "build_twin", context, hazards=hazards, effect=effect, **form)
    elif isinstance(value, Check | ForeignKey):
        if not there:
            yield _step(change, "add_twin", context)
        if value.validated:
            yield _step(change, "validate_twin", context, **_scan(size))


def _on_shadow(column: Address, place: Address, value: Any) -> Any:
    name, shadow, table = column.name[-1], shadow_name(column.name[-1]), column.parent
    assert table is not None  # noqa: S101  a column is in a table
    if not isinstance(value, ForeignKey):
        return with_column_renamed(value, name, shadow)

    def renamed(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(shadow if column == name else column for column in columns)

    if place.parent == table:
        value = replace(value, columns=renamed(value.columns))
    if value.references == QualifiedName(*table.name):
        value = replace(value, referenced_columns=renamed(value.referenced_columns))
    return value
