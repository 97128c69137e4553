"""A partition's own key that is its part of a plain index of the parent: Postgres drops neither before the other. Where one of the
two goes, the partition is let go of for that, which frees both, and joins again. Nothing here makes steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.clone_names import original_of
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.index import Index
from neonctl_py.model.table import Table
from neonctl_py.plan.ancestry import ancestors_of
from neonctl_py.plan.compare import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def knotted(desired: Mapping[Address, Object], observed: Mapping[Address, Object]) -> frozenset[Address]:
    """The partitions that have to be let go of. Not those that rows of other tables refer to through a parent: Postgres would refuse it."""
    found = [
        table
        for table, there in observed.items()
        if isinstance(there, Table) and there.partition_of is not None and _stays(desired.get(table), there)
        if any(_goes(desired, observed, place) for pair in _pairs(table, there, observed) for place in pair)
    ]
    if not found:
        return frozenset()
    above = ancestors_of(observed)
    keys = (value for value in observed.values() if isinstance(value, ForeignKey))
    referenced = {tuple(key.references) for key in keys}
    return frozenset(table for table in found if referenced.isdisjoint(place.name for place in above[table]))


def _stays(wanted: Object | None, there: Table) -> bool:
    return (
        isinstance(wanted, Table)
        and (wanted.partition_of, wanted.bounds) == (there.partition_of, there.bounds)
        and wanted.partition_by == there.partition_by
    )


def _pairs(
    table: Address, there: Table, observed: Mapping[Address, Object]
) -> Iterator[tuple[Address, Address]]:
    """(index at the root, key of the partition)."""
    for clone in there.clones:
        key = table.child("constraint", clone.name)
        if clone.kind == "constraint" and key in observed:
            whole = original_of(table, there, clone.of, observed)
            if whole is not None and isinstance(whole[1], Index):
                yield whole[0], key


def _goes(desired: Mapping[Address, Object], observed: Mapping[Address, Object], place: Address) -> bool:
    wanted = desired.get(place)
    if wanted is None:
        return True
    return any(item.forces_replacement for item in differences(wanted, observed[place]))
