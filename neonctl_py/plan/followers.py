"""What follows a change of a parent's column without a change of its own: what the children said of that column before.

Never here: the change itself, and how it is put back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.table import Heir
from neonctl_py.plan.changes import Action
from neonctl_py.plan.lineage import PASSED_ON, RETYPED, parents_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change


def followers(
    changes: Iterable[Change], observed: Mapping[Address, Object]
) -> Iterator[tuple[Address, Object]]:
    """Columns that children have of their own, too, and tables that say something else of the column than its parent; as they are."""
    columns = [
        change.moved_from or change.address
        for change in changes
        if change.kind == "column"
        and change.action is Action.UPDATE
        and any(item.field in PASSED_ON | RETYPED for item in change.differences)
    ]
    if not columns:
        return
    children: dict[Address, list[Address]] = {}
    for place, value in observed.items():
        for parent in parents_of(value, place) if isinstance(value, Heir) else ():
            children.setdefault(parent, []).append(place)
    for column in columns if children else ():
        yield from _below(column, children, observed)


def _below(
    column: Address, children: Mapping[Address, list[Address]], observed: Mapping[Address, Object]
) -> Iterator[tuple[Address, Object]]:
    name = column.name[-1]
    pending, seen = [column.parent], {column.parent}
    while pending:
        table = pending.pop()
        for child in children.get(table, ()) if table is not None else ():
            if child in seen:
                continue
            seen.add(child)
            pending.append(child)
            listed, held = child.child("column", name), observed[child]
            if listed in observed:
                yield listed, observed[listed]
            elif isinstance(held, Heir) and any(item.column == name for item in held.overrides):
                yield child, held
