"""NOT NULL of columns that tables have from parents, as PostgreSQL tells it from 18 on. Never here: whose child is what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import NOT_NULL, Column
from neonctl_py.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.state import Object

_SAID_OF_IT = NOT_NULL - {"not_null_comment"}


def under_own_names(parts: Mapping[tuple[str, str], Object], table: Table) -> dict[tuple[str, str], Object]:
    """A child's NOT NULL need not have its parent's name: it had one of its own before it joined. ``parts``: by (kind, name)."""
    strict = {item.column: item for item in table.not_nulls}
    return {
        key: replace(value, not_null_name=item.name, not_null_no_inherit=item.no_inherit)
        if isinstance(value, Column) and not value.nullable and (item := strict.get(key[1])) is not None
        else value
        for key, value in parts.items()
    }


def as_strict_as_parents(there: Object, wanted: Object, table: Object, name: str) -> Object:
    """A column of both, whose NOT NULL is to be the parent's and nothing more: no statement gives it the name."""
    if not (isinstance(there, Column) and isinstance(wanted, Column) and isinstance(table, Table)):
        return there
    if there.nullable:
        return there
    if all(item.own or item.column != name for item in table.not_nulls):
        return there
    fields: dict[str, Any] = {field: getattr(wanted, field) for field in _SAID_OF_IT}
    return replace(there, **fields)
