"""NOT NULL of columns that tables have from parents, as PostgreSQL tells it from 18 on. Never here: whose child is what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import NOT_NULL, Column
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.table import Heir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.state import Object

_SAID_OF_IT = NOT_NULL - {"not_null_comment"}


def required(
    parts: Mapping[tuple[str, str], Object], own: Iterable[Object | None]
) -> dict[tuple[str, str], Object]:
    """The columns of a key of its own are NOT NULL for the key's sake. ``own``: the parts of the table."""
    in_key = {name for key in own if isinstance(key, PrimaryKey) for name in key.columns}
    return {
        key: replace(value, nullable=False) if isinstance(value, Column) and key[1] in in_key else value
        for key, value in parts.items()
    }


def under_own_names(parts: Mapping[tuple[str, str], Object], table: Heir) -> dict[tuple[str, str], Object]:
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
    if not (isinstance(there, Column) and isinstance(wanted, Column) and isinstance(table, Heir)):
        return there
    if there.nullable:
        return there
    if all(item.own or item.column != name for item in table.not_nulls):
        return there
    fields: dict[str, Any] = {field: getattr(wanted, field) for field in _SAID_OF_IT}
    return replace(there, **fields)


def is_loosened(before: Object | None, after: Object | None) -> bool:
    """Does a parent's column lose a NOT NULL that its children have from it?"""
    return (
        isinstance(before, Column)
        and isinstance(after, Column)
        and not before.nullable
        and not before.not_null_no_inherit
        and after.nullable
    )


def as_loose_as_parents(there: Object, table: Object, name: str) -> Object:
    """The same where a parent's NOT NULL goes: it takes the child's along, unless that is its own, which only PostgreSQL 18 knows."""
    own = isinstance(table, Heir) and any(item.own and item.column == name for item in table.not_nulls)
    if own or not isinstance(there, Column) or there.nullable:
        return there
    name_then = None if isinstance(there.not_null_name, str) else there.not_null_name
    return replace(
        there, nullable=True, not_null_name=name_then, not_null_no_inherit=False, not_null_validated=True
    )
