"""Partition keys and bounds as the server spells them: a temporary parent with the desired columns, and a partition of it.

Pure: nothing here runs a statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.table import Heir, Table
from neonctl_py.model.values import sql_names
from neonctl_py.postgres.trial import Attempt, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

Made = tuple[str, "Address", list[Attempt]]
"""The temporary table's name, whose text is read back from it, and what makes it."""


def partitions(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> Iterator[Made]:
    """One for each candidate with a key or bounds to be spelled."""
    number = 0
    for address in sorted(candidates):
        table = objects[address]
        if not isinstance(table, Heir):
            continue
        key = table.partition_by if isinstance(table, Table) else None
        number += 1
        name = f"neonpy_part_{number}"
        if table.partition_of is None and key is not None:
            yield name, address, [_parent(name, address, key, objects)]
        elif table.partition_of is not None and table.bounds is not None:
            parent = database.child("table", *sql_names(table.partition_of))
            value = objects.get(parent)
            if isinstance(value, Table) and value.partition_by is not None:
                above = f"neonpy_above_{number}"
                create = f"CREATE TEMPORARY TABLE pg_temp.{name} PARTITION OF pg_temp.{above} {table.bounds}"
                split = f" PARTITION BY {key}" if key else ""
                first = _parent(above, parent, value.partition_by, objects)
                yield name, address, [first, Attempt(address.name[0], create + split)]


def columns_of(table: Address, objects: Mapping[Address, Object]) -> dict[str, Column]:
    """Its own and those that it has from its parents."""
    found: dict[str, Column] = {}
    value = objects.get(table)
    if isinstance(value, Heir) and table.parent is not None:
        for text in (*((value.partition_of,) if value.partition_of else ()), *value.inherits):
            found |= columns_of(table.parent.child("table", *sql_names(text)), objects)
    found |= {
        place.name[-1]: column
        for place, column in objects.items()
        if isinstance(column, Column) and place.parent == table
    }
    return found


def _parent(name: str, table: Address, key: str, objects: Mapping[Address, Object]) -> Attempt:
    columns = ", ".join(
        f"{quoted(column)} {value.type}" for column, value in columns_of(table, objects).items()
    )
    return Attempt(table.name[0], f"CREATE TEMPORARY TABLE pg_temp.{name} ({columns}) PARTITION BY {key}")
