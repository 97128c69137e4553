"""Which tables a table has columns from, and who uses such a column: it changes where it comes from.

Never here: what the columns look like further down (plan/lineage).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.lineage import parents_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def ancestors_of(*states: Mapping[Address, Object]) -> dict[Address, tuple[Address, ...]]:
    """Table -> the tables that it has columns from, however far above; those that have some."""
    above: dict[Address, dict[Address, None]] = {}
    for state in states:
        for place, value in state.items():
            if from_parents := parents_of(value, place):
                above.setdefault(place, {}).update(dict.fromkeys(from_parents))
    found: dict[Address, tuple[Address, ...]] = {}
    for table, parents in above.items():
        seen: dict[Address, None] = {}
        waiting = list(parents)
        while waiting:
            parent = waiting.pop()
            if parent not in seen and parent != table:
                seen[parent] = None
                waiting += above.get(parent, ())
        if seen:
            found[table] = tuple(seen)
    return found


def with_inherited_columns(
    depends: Mapping[Address, tuple[Address, ...]],
    objects: Mapping[Address, Object],
    ancestors: Mapping[Address, tuple[Address, ...]],
) -> dict[Address, tuple[Address, ...]]:
    """Who uses a column that a table has from another one uses that one's, too: there it changes."""
    if not ancestors:
        return dict(depends)
    return {place: tuple(_with_origins(used, objects, ancestors)) for place, used in depends.items()}


def _with_origins(
    used: tuple[Address, ...],
    objects: Mapping[Address, Object],
    ancestors: Mapping[Address, tuple[Address, ...]],
) -> Iterator[Address]:
    for place in used:
        yield place
        if place.kind == "column" and place not in objects and place.parent is not None:
            above = (table.child("column", place.name[-1]) for table in ancestors.get(place.parent, ()))
            yield from (column for column in above if column in objects)
