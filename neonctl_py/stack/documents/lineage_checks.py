"""What tables say of their parents, looked at when all of them are there: that none is its own parent, and what columns they name.

Never here: what a single table can be told of by itself (documents/lineage).
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from neonctl_py.model.own_not_nulls import parents_of
from neonctl_py.model.table import Heir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.scope import DatabaseScope


def check_lineage(scope: DatabaseScope) -> None:
    """What is wrong is told."""
    heirs = {
        place: value
        for place, value in scope.build.objects.items()
        if isinstance(value, Heir) and place.is_within(scope.address)
    }
    _check_circles(heirs, scope.build)
    ordered = [(place, value) for place, value in heirs.items() if value.column_order]
    columns: dict[Address | None, list[str]] = {}
    for place in scope.build.objects if ordered else ():
        if place.kind == "column":
            columns.setdefault(place.parent, []).append(place.name[-1])
    for place, value in ordered:
        _check_order(place, value, columns, scope.build)


def _check_order(
    partition: Address, value: Heir, columns: Mapping[Address | None, list[str]], build: Build
) -> None:
    """Each column has a place in it; they are those of the table at the root."""
    seen, root = {partition}, next(parents_of(partition, value), partition)
    while root not in seen and isinstance(above := build.objects.get(root), Heir) and above.partition_of:
        seen.add(root)
        root = next(parents_of(root, above), root)
    known = columns.get(root, [])
    if root in build.objects and sorted(value.column_order) != sorted(known):
        detail = f"`column_order` must name each column of {'.'.join(root.name)} once."
        hint = f"They are {', '.join(f'`{name}`' for name in known)}."
        build.mistakes.add("NP116", build.spans[partition], detail, hint, address=partition)


def _check_circles(heirs: Mapping[Address, Heir], build: Build) -> None:
    """Postgres can make none of them first. Each circle is told once, at one of its tables."""
    parents = {place: dict.fromkeys(parents_of(place, value)) for place, value in heirs.items()}
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
