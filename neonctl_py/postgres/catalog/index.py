"""Indexes that no constraint owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.index import Index, IndexKey
from neonctl_py.postgres.reading import numbers, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_DESCENDING = 1
_NULLS_FIRST = 2


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Index]]:
    """Those of managed tables and materialized views."""
    for row in rows:
        table = reading.tables.get(row[0]) or reading.materialized_views.get(row[0])
        if table is not None and row[-1] not in reading.vanished:
            address = table.child("index", row[1])
            reading.sizes[address] = row[16], row[17]
            yield address, _index(row, reading)


def _index(row: Row, reading: Reading) -> Index:
    relation, _, method, unique, nulls_not_distinct, columns, key_count = row[:7]
    include = numbers(columns)[key_count:]
    return Index(
        keys=_keys(row, reading),
        method=method,
        unique=unique,
        nulls_not_distinct=nulls_not_distinct,
        include=reading.columns(relation, include) if include else (),
        where=row[12],
        storage_parameters=settings(row[13]),
        valid=row[14],
        statistics=tuple((number, target) for number, target in enumerate(row[18], 1) if target is not None),
        comment=row[15],
    )


def _keys(row: Row, reading: Reading) -> tuple[IndexKey, ...]:
    relation, columns, options = row[0], numbers(row[5]), numbers(row[7])
    return tuple(
        IndexKey(
            expression=_column(relation, column, reading) if column else expression,
            is_column=bool(column),
            opclass=opclass,
            opclass_parameters=settings(parameters.split("\n")) if parameters else (),
            collation=collation,
            descending=bool(option & _DESCENDING),
            nulls_first=_nulls_first(option),
        )
        for column, option, expression, opclass, collation, parameters in zip(
            columns[: len(options)], options, *row[8:12], strict=True
        )
    )


def _column(relation: int, number: int, reading: Reading) -> str:
    return reading.quoted.get((relation, number)) or reading.column_names[relation][number]


def _nulls_first(option: int) -> bool | None:
    """None where the direction implies it: a descending key has nulls first."""
    first = bool(option & _NULLS_FIRST)
    return None if first == bool(option & _DESCENDING) else first
