"""A column that changes in two halves: it is added and kept in step by a trigger, filled in batches, and what it replaces goes later.

Both names (or both forms) work in between. Which half it is was decided before (plan/expansions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.backfill import Backfill
from neonctl_py.model.column import Column
from neonctl_py.model.expansion import set_aside_name
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.leaning import key_columns
from neonctl_py.plan.locks import ACCESS_EXCLUSIVE
from neonctl_py.plan.order import Phase, Planned
from neonctl_py.plan.rules import retype
from neonctl_py.plan.rules.sql import sql_step
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.plan.expansions import Staged
    from neonctl_py.plan.world import World

Alter = Callable[["World", Change], Iterator[Planned]]

_ONE_HALF = "old and new code both work until `neonpy apply --contract`"


def steps(world: World, change: Change, staged: Staged, alter: Alter) -> Iterator[Planned]:
    """Of a column that is staged. ``alter``: what its kind does about differences of a column that is there."""
    if change.action is Action.DELETE:
        yield _contract(change, staged)
        return
    if staged.expansion.way == "type":
        yield from retype.steps(world, change, staged)
        return
    for place, value in staged.set_aside:
        yield _set_aside(place, value)
    wanted = change.after
    assert isinstance(wanted, Column)  # noqa: S101  only a deletion has none
    said = staged.expansion
    again = staged.halted or (said.way == "fill" and not said.filled)
    if staged.begins or again:  # another expression, perhaps
        yield _begin(world, change, staged)
    if not staged.expansion.filled:
        yield _fill(world, change, staged)
    rest = _rest(change, wanted)
    if rest.differences:
        yield from alter(world, rest)
    if said.kept and not said.filled:
        yield sql_step(change, "mark_expanded", None, changed=(), context=_context(change, staged))
    if staged.ends == "contract":
        yield _release(change, staged)


def rename_table(change: Change, staged: Staged, phase: Phase) -> Iterator[Planned]:
    """A view keeps the old name, or lets it go again; both in the transaction of the renaming."""
    old = change.moved_from
    assert old is not None  # noqa: S101  it is renamed
    context: tuple[Any, ...] = ((old, staged.expansion),)
    if staged.ends == "give up":
        freed = {"context": ((change.address, staged.expansion),), "before": None, "after": None}
        yield sql_step(change, "drop_name", None, phase=phase, changed=(), **freed)
        hazards = (Hazard.BREAKS_RUNNING_CODE,)
        reason = f"{staged.expansion.new} is given up"
        yield sql_step(change, "rename", None, phase=phase, hazards=hazards, reason=reason)
        return
    yield sql_step(change, "rename", None, phase=phase, reason=_ONE_HALF)
    yield sql_step(change, "keep_name", None, phase=phase, changed=(), context=context)


def _rest(change: Change, wanted: Column) -> Change:
    """What differs besides, and NOT NULL, which by now holds for every row."""
    after = replace(wanted, backfill=UNSET)
    if change.action is Action.CREATE:
        before = _bare(wanted)
        differences = tuple(
            Difference(name, getattr(before, name), getattr(after, name))
            for name in ("nullable", "default")
            if getattr(before, name) != getattr(after, name)
        )
        return Change(Action.UPDATE, change.address, before, after, differences)
    differences = tuple(item for item in change.differences if item.field != "expand")
    return replace(change, after=after, differences=differences)


def _bare(column: Column) -> Column:
    """As it is while its rows get their values: a default would give them another one."""
    return replace(column, nullable=True, default=None, backfill=UNSET)


def _context(change: Change, staged: Staged, *more: Any) -> tuple[Any, ...]:
    table = change.address.parent
    assert table is not None  # noqa: S101  a column is in a table
    context = [(table.child("trigger", staged.trigger), staged.expansion)]
    if staged.old_column is not None:
        context.append((table.child("column", staged.expansion.old), staged.old_column))  # type: ignore[arg-type]  # any object
    return (*context, *staged.leaning, *more)


def _set_aside(place: Address, value: Any) -> Planned:
    """An index's name is nobody's business, and the new one's has to be free."""
    assert place.parent is not None  # noqa: S101  it is in a table
    new = place.parent.child(place.kind, set_aside_name(place.name[-1]))
    return sql_step(
        Change(Action.MOVE, new, value, value, moved_from=place), "rename", None, phase=Phase.LEAVE
    )


def _begin(world: World, change: Change, staged: Staged) -> Planned:
    is_new = change.action is Action.CREATE
    return sql_step(
        change,
        "expand",
        None,
        before=None if is_new else change.before,
        after=_bare(change.after) if is_new and isinstance(change.after, Column) else change.after,
        changed=(),
        context=_context(change, staged, (change.address, _work(world, change, staged))),
        transaction=Transaction.OWN,
        form="expand",
        reason=_ONE_HALF if staged.ends == "" else "rows that are written meanwhile get their value, too",
        effect=Effect(lock=ACCESS_EXCLUSIVE),
    )


def _fill(world: World, change: Change, staged: Staged) -> Planned:
    rows, size = world.size(_table(change))
    work = _work(world, change, staged)
    return sql_step(
        change,
        "backfill",
        None,
        changed=(),
        context=_context(change, staged, (change.address, work)),
        transaction=Transaction.NONE,
        form="in batches",
        reason=f"{work.column} = {work.expression}, about 0.2 s a batch, along {work.along}{_fired(world, change)}",
        hazards=() if world.is_small(_table(change)) else (Hazard.NOT_TRANSACTIONAL, Hazard.LONG_SCAN),
        effect=Effect(rows, size, "ROW EXCLUSIVE"),
    )


def _work(world: World, change: Change, staged: Staged) -> Backfill:
    said, wanted = staged.expansion, change.after
    assert isinstance(wanted, Column)  # noqa: S101  it stays
    table = _table(change)
    keys = key_columns(world.objects, table)
    if said.way == "rename" and staged.old_column is not None:
        return Backfill(
            column=said.new, expression=said.old, source=said.old, type=staged.old_column.type, keys=keys
        )
    text = wanted.backfill if isinstance(wanted.backfill, str) else ""
    return Backfill(column=said.new, expression=text or "NULL", keys=keys)


def _fired(world: World, change: Change) -> str:
    """Triggers of the table's own see the UPDATE like any other."""
    own = [
        place.name[-1]
        for place in world.parts_of(_table(change))
        if place.kind == "trigger" and place in world.objects and _fires(world.objects[place], change)
    ]
    return f"; fires {', '.join(sorted(own))} on each row" if own else ""


def _fires(trigger: Any, change: Change) -> bool:
    return (
        "update" in trigger.events
        and trigger.enabled != "disabled"
        and (not trigger.columns or change.address.name[-1] in trigger.columns)
    )


def _contract(change: Change, staged: Staged) -> Planned:
    gives_up = staged.ends == "give up"
    loses = gives_up and staged.expansion.way == "fill"
    return sql_step(
        change,
        "contract",
        None,
        phase=Phase.LEAVE if gives_up else Phase.REMOVE,
        after=None,
        changed=(),
        context=_context(change, staged),
        transaction=Transaction.OWN,
        form="contract",
        hazards=(Hazard.DELETES_DATA,) if loses else (Hazard.BREAKS_RUNNING_CODE,),
        reason=f"{staged.expansion.new} is given up, {staged.expansion.old} holds the same"
        if gives_up
        else f"{staged.expansion.new} holds the same",
    )


def _release(change: Change, staged: Staged) -> Planned:
    kept = staged.expansion.kept
    return sql_step(
        change,
        "release",
        None,
        changed=(),
        context=_context(change, staged),
        form="contract" if kept else "",
        hazards=(Hazard.BREAKS_RUNNING_CODE,) if kept else (),
        reason="from now on whoever adds a row has to name the column" if kept else "every row has its value",
    )


def _table(change: Change) -> Address:
    assert change.address.parent is not None  # noqa: S101  a column is in a table
    return change.address.parent
