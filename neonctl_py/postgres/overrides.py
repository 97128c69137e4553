"""What a child table says of its parents' columns otherwise than they: only the catalog's rows of both tell it. Never here: queries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import Column, words_of_type
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.table import Heir, Override
from neonctl_py.model.values import sql_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

Inherited = dict["Address", dict[str, "Column"]]
"""By table: the columns that it has from its parents and not of its own."""


def overriding(objects: Mapping[Address, Object], inherited: Inherited) -> Iterator[tuple[Address, Heir]]:
    """The tables that say something, with what."""
    keys = _keys(objects, inherited)
    for address, columns in inherited.items():
        table = objects.get(address)
        if not isinstance(table, Heir):
            continue
        found = (
            _override(name, column, above, is_key=name in keys.get(address, ()))
            for name, column in sorted(columns.items())
            if (above := _above(address, table, name, objects, inherited)) is not None
        )
        overrides = tuple(item for item in found if item != Override(item.column))
        if overrides:
            yield address, replace(table, overrides=overrides)


def _keys(objects: Mapping[Address, Object], inherited: Inherited) -> dict[Address, tuple[str, ...]]:
    """A primary key makes its columns NOT NULL by itself."""
    if not inherited:
        return {}
    return {
        place.parent: value.columns
        for place, value in objects.items()
        if isinstance(value, PrimaryKey) and place.parent is not None
    }


def _above(
    address: Address, table: Heir, name: str, objects: Mapping[Address, Object], inherited: Inherited
) -> Any:
    """The column of the first parent that has it; None where that one isn't read."""
    database = address.parent
    for parent in (table.partition_of, *table.inherits):
        if parent is not None and database is not None:
            place = database.child("table", *sql_names(parent))
            found = objects.get(place.child("column", name)) or inherited.get(place, {}).get(name)
            if found is not None:
                return found
    return None


def _override(name: str, column: Column, above: Column, *, is_key: bool) -> Override:
    given: dict[str, Any] = {}
    has_origin = any((column.generated, above.generated, column.identity, above.identity))
    if column.default != above.default and not has_origin:
        given["default"] = column.default
    if above.nullable and not (column.nullable or is_key):
        given["nullable"] = False
    for word, plain in words_of_type(column.type).items():
        if getattr(column, word) != getattr(above, word):
            given[word] = getattr(column, word) or plain
    if column.options:
        given["options"] = column.options
    for word in ("statistics", "n_distinct", "n_distinct_inherited"):
        if getattr(column, word) is not None:
            given[word] = getattr(column, word)
    if column.comment:
        given["comment"] = column.comment
    if column.not_null_comment:
        given["not_null_comment"] = column.not_null_comment
    return Override(name, **given)
