"""The name that Postgres gives to a partition's own copy of an index or key of its parent. Never here: shortened or numbered
names, which depend on what was made before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import ForeignKey, PrimaryKey, Unique
from neonctl_py.model.index import Index
from neonctl_py.model.table import Clone, Table
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


def named_clones(
    address: Address, table: Table, objects: Mapping[Address, Object]
) -> tuple[tuple[Clone, Object], ...]:
    """A partition's copies of indexes, keys and exclusions, each with what it is a copy of; none where Postgres would make all
    of them so by itself, in whatever order things are made.
    """
    found = [
        (clone, original)
        for clone in table.clones
        if (found_above := original_of(address, table, clone.of, objects)) is not None
        and not isinstance(original := found_above[1], ForeignKey)
        # a key of its own is attached by itself, but to what not all partitions have a part of
        and (address.child("constraint", clone.name) not in objects or not getattr(original, "valid", True))
    ]
    is_plain = all(
        clone.storage_parameters is None
        and clone.name == plain_clone_name(address.name[-1], original)
        and getattr(original, "valid", True)
        for clone, original in found
    )
    return () if is_plain else tuple(found)


def original_of(
    address: Address, table: Table, name: str, objects: Mapping[Address, Object]
) -> tuple[Address, Object] | None:
    """What a partition's clone of ``name`` is a copy of, at the root of its partitions."""
    while table.partition_of is not None and address.parent is not None:
        address = address.parent.child("table", *sql_names(table.partition_of))
        above = objects.get(address)
        for kind in ("index", "constraint"):
            if (found := objects.get(address.child(kind, name))) is not None:
                return address.child(kind, name), found
        if not isinstance(above, Table):
            return None
        name = next((clone.of for clone in above.clones if clone.name == name), "")
        table = above
    return None
