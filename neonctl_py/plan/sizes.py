"""How large a table is for whoever scans it: with its partitions and children, which a change of it reaches too. Never here: what
counts as large (world).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.plan.lineage import parents_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

Sizes = dict["Address", tuple[int, int]]
"""By table: (estimated rows, bytes)."""

_ROW_BYTES: Final = 100


def tree_sizes(sizes: Mapping[Address, tuple[int, int]], objects: Mapping[Address, Object]) -> Sizes:
    """``sizes``, in which each parent counts what is below it too: a partitioned table holds nothing itself. What was never analysed
    has no pages in the statistics; its rows are taken to be of ``_ROW_BYTES`` each.
    """
    own = {place: (rows, size or max(rows, 0) * _ROW_BYTES) for place, (rows, size) in sizes.items()}
    below: Sizes = {}
    for place, value in objects.items():
        if place.kind == "table" and place in own:
            for above in _above(place, value, objects):
                rows, size = below.get(above, (0, 0))
                below[above] = rows + max(own[place][0], 0), size + own[place][1]
    return own | {place: _together(own.get(place), sums, objects[place]) for place, sums in below.items()}


def _together(own: tuple[int, int] | None, below: tuple[int, int], table: Object) -> tuple[int, int]:
    """The statistics of a partitioned table, where it has any, are those of its partitions."""
    rows, size = own or (0, 0)
    if getattr(table, "partition_by", None):
        return max(rows, below[0]), max(size, below[1])
    return max(rows, 0) + below[0], size + below[1]


def _above(table: Address, value: Object, objects: Mapping[Address, Object]) -> set[Address]:
    found: set[Address] = set()
    pending = list(parents_of(value, table))
    while pending:
        place = pending.pop()
        if place not in found and place in objects:
            found.add(place)
            pending += parents_of(objects.get(place), place)
    return found
