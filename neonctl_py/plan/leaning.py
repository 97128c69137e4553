"""What leans on a column of a table: its indexes, constraints, and the foreign keys to it. Postgres drops these with the column, but for the last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.index import Index
from neonctl_py.model.values import QualifiedName, sql_names
from neonctl_py.model.word_pattern import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
_WORD: Final = re.compile(rf'"((?:[^"]|"")+)"|({WORD})')

Part = tuple["Address", "Object"]


def refers_to(value: Object, column: Address) -> bool:
    """Postgres drops no key that somebody refers to."""
    return (
        isinstance(value, ForeignKey)
        and column.parent is not None
        and value.references == QualifiedName(*column.parent.name)
        and column.name[-1] in value.referenced_columns
    )


def leaning_on(objects: Mapping[Address, Object], column: Address) -> Iterator[Part]:
    """Indexes and constraints that DROP COLUMN takes along, and foreign keys to it."""
    table, name = column.parent, column.name[-1]
    assert table is not None  # noqa: S101  a column is in a table
    target = QualifiedName(*table.name)
    for place, value in objects.items():
        if (
            place.parent == table and place.kind in ("index", "constraint") and name in columns_of(value)
        ) or (
            isinstance(value, ForeignKey) and value.references == target and name in value.referenced_columns
        ):
            yield place, value


def columns_of(value: Object) -> set[str]:
    """Names in an index or constraint that are, or may be, columns."""
    match value:
        case PrimaryKey() | Unique():
            return {*value.columns, *value.include}
        case ForeignKey():
            return set(value.columns)
        case Check():
            return words_in(value.expression)
        case Exclusion():
            return words_in(value.definition)
        case Index():
            plain = {name for key in value.keys if key.is_column for name in sql_names(key.expression)}
            texts = [key.expression for key in value.keys if not key.is_column]
            return plain | set(value.include) | words_in(" ".join((*texts, value.where or "")))
        case _:
            return set()


def is_helper(place: Address, value: Object, column: Address) -> bool:
    """Is it the check that SET NOT NULL of the column leans on?"""
    return (
        isinstance(value, Check)
        and place.parent == column.parent
        and place.name[-1].startswith("neonpy_")
        and place.name[-1].endswith("_not_null")
        and column.name[-1] in columns_of(value)
    )


def words_in(text: str) -> set[str]:
    """Names in SQL; a superset."""
    bare = _LITERAL.sub("", text)
    return {quoted.replace('""', '"') if quoted else plain.lower() for quoted, plain in _WORD.findall(bare)}


def key_of(objects: Mapping[Address, Object], table: Address) -> tuple[str, ...] | None:
    """The primary key's columns."""
    return next(
        (v.columns for place, v in objects.items() if isinstance(v, PrimaryKey) and place.parent == table),
        None,
    )


def key_columns(objects: Mapping[Address, Object], table: Address) -> tuple[tuple[str, str], ...]:
    """(name, type) of the primary key's columns; none where there is no key."""
    names = key_of(objects, table) or ()
    found = [(name, objects.get(table.child("column", name))) for name in names]
    if not all(isinstance(value, Column) for _, value in found):
        return ()
    return tuple((name, value.type) for name, value in found if isinstance(value, Column))
