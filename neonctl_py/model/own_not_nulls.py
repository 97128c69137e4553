"""Which NOT NULLs on its parents' columns a table is to be told of, because it would not have them so by being their child.

Never here: columns that are objects of the table, and what its ``overrides`` say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.default_names import default_name
from neonctl_py.model.table import Heir, NotNull
from neonctl_py.model.values import sql_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def own_not_nulls(address: Address, table: Heir, objects: Mapping[Address, Object]) -> tuple[NotNull, ...]:
    """Of a partition those that are not called as its parent's are: whether one of them is its own, too, means nothing while it is
    a partition. Of a heir all that are its own, but what a key of its own brings along under the name that Postgres gives.
    """
    apart = {item.column for item in table.overrides if item.nullable is False}
    found = (
        item
        for item in table.not_nulls
        if not item.no_inherit
        and item.column not in apart
        and address.child("column", item.column) not in objects
    )
    if table.partition_of is None:
        return tuple(item for item in found if item.own and not _is_of_key(address, table, item, objects))
    return tuple(item for item in found if item.name != inherited_name(address, table, item.column, objects))


def _is_of_key(address: Address, table: Heir, item: NotNull, objects: Mapping[Address, Object]) -> bool:
    """No parent has it, and ``overrides`` doesn't speak of it: what else would make the column NOT NULL?"""
    return item.name == _default(address, item.column) and not inherited_name(
        address, table, item.column, objects
    )


def is_inherited_alone(address: Address, table: Heir, column: str, objects: Mapping[Address, Object]) -> bool:
    """Is the NOT NULL on a column that a heir lists its parents', and nothing more? Then saying less says it all."""
    alone = any(item.column == column and not item.own for item in table.not_nulls)
    return alone and bool(inherited_name(address, table, column, objects))


def written_not_nulls(
    address: Address, table: Heir, objects: Mapping[Address, Object]
) -> tuple[NotNull, ...]:
    """Those whose names a stack says (``not_null_names``): ``own_not_nulls``, and what ``overrides`` alone would keep from the table's
    children.
    """
    apart = {item.column for item in table.overrides if item.nullable is False}
    alone = [item for item in table.not_nulls if item.own and item.column in apart]
    beside = own_not_nulls(address, table, objects)
    return tuple(sorted((*alone, *beside), key=lambda item: item.column))


def inherited_name(address: Address, table: Heir, column: str, objects: Mapping[Address, Object]) -> str:
    """What the NOT NULL on a column is called in the table's nearest parent that has one; empty where none of them has."""
    pending: list[Address] = list(parents_of(address, table))
    seen: set[Address] = set()
    while pending:
        parent = pending.pop(0)
        above = objects.get(parent)
        if parent in seen or not isinstance(above, Heir):
            continue
        seen.add(parent)
        names = (item.name for item in above.not_nulls if item.column == column and not item.no_inherit)
        if name := next(names, "") or _name_of_own(
            parent, column, objects.get(parent.child("column", column))
        ):
            return name
        pending += parents_of(parent, above)
    return ""


def _name_of_own(table: Address, column: str, held: Object | None) -> str:
    if getattr(held, "nullable", True) or getattr(held, "not_null_no_inherit", False):
        return ""
    said = getattr(held, "not_null_name", None)
    return said if isinstance(said, str) else _default(table, column)


def _default(table: Address, column: str) -> str:
    return default_name(table.name[-1], column, "not_null", lambda _: False)


def parents_of(address: Address, table: Heir) -> Iterator[Address]:
    """The tables that it is a partition of or inherits from."""
    for text in (*((table.partition_of,) if table.partition_of else ()), *table.inherits):
        names = sql_names(text)
        if address.parent is not None and len(names) == 2:
            yield address.parent.child("table", *names)
