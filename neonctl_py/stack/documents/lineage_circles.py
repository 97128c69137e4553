"""Tables that would be their own parents, through ``inherits`` or ``partition_of``: Postgres can make none of them first.

Never here: what a single table says of its parents (documents/lineage).
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from neonctl_py.model.own_not_nulls import parents_of
from neonctl_py.model.table import Heir

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope


def check_lineage_circles(scope: DatabaseScope) -> None:
    """When all tables of the database are there. Each circle is told once, at one of its tables."""
    build = scope.build
    parents = {
        place: dict.fromkeys(parents_of(place, value))
        for place, value in build.objects.items()
        if isinstance(value, Heir) and place.is_within(scope.address)
    }
    while True:
        try:
            TopologicalSorter(parents).prepare()
        except CycleError as error:
            trail = [*reversed(error.args[1])]
            child, parent = trail[:2]
            way = " → ".join(".".join(table.name) for table in trail)
            detail = f"`{child.name[-1]}` would be its own parent: {way}."
            build.mistakes.add(
                "NP138", build.spans[child], detail, "One of them needs another parent.", address=child
            )
            del parents[child][parent]
        else:
            return
