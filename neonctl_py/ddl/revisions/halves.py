"""What changes in two halves leave in a database between two revisions: their marks, so that the way back is planned with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.ddl.names import parent_of
from neonctl_py.ddl.operations.expand import mark
from neonctl_py.ddl.operations.retype import bare
from neonctl_py.model.column import Column
from neonctl_py.model.expansion import SCHEMA, Expansion, comment_of, former_name, shadow_name
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import QualifiedName
from neonctl_py.model.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.steps import SqlStep

_ENDS = frozenset({"contract", "release"})
_MOVES_ON = frozenset({"backfill", "mark_expanded", "swap"})


def ends_one(steps: Sequence[SqlStep]) -> bool:
    """Is there a second half among them? What it took away can't be kept in step again."""
    return any(step.operation in _ENDS for step in steps)


def with_marks(
    state: Mapping[Address, Object], before: Mapping[Address, Object], done: Sequence[SqlStep]
) -> dict[Address, Object]:
    """The state, as it is after these steps."""
    known = dict(state)
    for step in done:
        if step.operation == "expand":
            _begun(known, before, step)
        elif step.operation in _MOVES_ON:
            _moved_on(known, step)
        elif step.operation in _ENDS:
            known.pop(_place(step), None)
        elif step.operation == "keep_name":
            old, said = next((place, held) for place, held in step.context if isinstance(held, Expansion))
            view = parent_of(old).child("view", *old.name)
            known[view] = View(query=f"SELECT * FROM {step.address.name[-1]}", comment=comment_of(said))
        elif step.operation == "drop_name":
            known.pop(parent_of(step.address).child("view", *step.address.name), None)
    return known


def _place(step: SqlStep) -> Address:
    return parent_of(step.address).child("trigger", mark(step)[0])


def _begun(known: dict[Address, Object], before: Mapping[Address, Object], step: SqlStep) -> None:
    trigger, said = mark(step)
    table, name = parent_of(step.address), step.address.name[0]
    known[_place(step)] = Trigger(
        timing="before",
        events=("insert", "update"),
        level="row",
        function=QualifiedName(SCHEMA, f"expand_{trigger.rpartition('_')[2]}"),
        comment=comment_of(said),
    )
    if said.way == "type" and isinstance(step.after, Column):
        known[step.address] = before[step.address]
        known[table.child("column", shadow_name(name))] = bare(step.after)


def _moved_on(known: dict[Address, Object], step: SqlStep) -> None:
    _, said = mark(step)
    place, table, name = _place(step), parent_of(step.address), step.address.name[0]
    there = known.get(place)
    if said.way == "fill" and step.operation == "backfill":
        return
    said = replace(said, filled=True, swapped=step.operation == "swap")
    if isinstance(there, Trigger):
        known[place] = replace(there, comment=comment_of(said))
    if said.swapped and step.before is not None and step.after is not None:
        known.pop(table.child("column", shadow_name(name)), None)
        known[table.child("column", former_name(name))] = step.before
        known[step.address] = step.after
