"""Walks through both states for ``World.kin``: what is asked again for each of many tables that join or leave their parents.

Never here: what a table has from its parents (plan/lineage).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.table import Table
from neonctl_py.plan.lineage import index_heirs
from neonctl_py.plan.world import Kinship, index_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed
    from neonctl_py.plan.world import SchemaName

_NAMED = frozenset({"table", "index", "constraint"})


def kinship(desired: Desired, observed: Observed, objects: Mapping[Address, Object]) -> Kinship:
    """``objects``: the observed ones after moves and inheritance."""
    return Kinship(
        children=index_heirs(objects),
        heirs=index_heirs(desired.objects),
        parts=index_parts(observed.objects),
        names=_names(observed.objects, desired.objects),
        clones=frozenset(_clones(objects)),
    )


def name_beside(table: Address, name: str) -> SchemaName:
    """In the schema of the table."""
    return table.parent, table.name[0], name


def _names(*states: Mapping[Address, Object]) -> dict[SchemaName, tuple[Address, ...]]:
    found: dict[SchemaName, list[Address]] = {}
    for state in states:
        for place in state:
            table = place if place.kind == "table" else place.parent
            if place.kind in _NAMED and table is not None and table.name:
                found.setdefault(name_beside(table, place.name[-1]), []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def _clones(objects: Mapping[Address, Object]) -> Iterator[SchemaName]:
    for place, value in objects.items():
        if isinstance(value, Table):
            yield from (name_beside(place, clone.name) for clone in value.clones)
