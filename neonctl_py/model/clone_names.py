"""The name that Postgres gives to a partition's own copy of an index or key of its parent. Never here: shortened or numbered
names, which depend on what was made before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import PrimaryKey, Unique
from neonctl_py.model.index import Index
from neonctl_py.model.table import Table
from neonctl_py.model.values import sql_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_MAXIMUM_BYTES = 63


def plain_clone_name(table: str, original: object) -> str:
    """Empty where it can't be told from the parent's index or constraint alone."""
    match original:
        case PrimaryKey():
            parts = [table, "pkey"]
        case Unique(columns=columns):
            parts = [table, *columns, "key"]
        case Index(keys=keys, include=include) if all(key.is_column for key in keys):
            names = [key.expression.strip('"').replace('""', '"') for key in keys]
            parts = [table, *names, *include, "idx"]
        case _:
            return ""
    name = "_".join(parts)
    return name if len(name.encode()) <= _MAXIMUM_BYTES else ""


def has_plain_clone_names(address: Address, table: Table, objects: Mapping[Address, Object]) -> bool:
    """Would Postgres choose all of them by itself, in whatever order things are made?"""
    return all(
        clone.name == plain_clone_name(address.name[-1], _original(address, table, clone.of, objects))
        for clone in table.clones
    )


def _original(address: Address, table: Table, name: str, objects: Mapping[Address, Object]) -> object:
    """What a clone is a copy of, at the root of its partitions."""
    while table.partition_of is not None and address.parent is not None:
        address = address.parent.child("table", *sql_names(table.partition_of))
        found = objects.get(address.child("index", name)) or objects.get(address.child("constraint", name))
        above = objects.get(address)
        if found is not None or not isinstance(above, Table):
            return found
        name = next((clone.of for clone in above.clones if clone.name == name), "")
        table = above
    return None
