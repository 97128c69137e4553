"""Indexes that no constraint owns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from neonctl_py.model.index import Index, IndexKey
from neonctl_py.postgres.reading import numbers, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_DESCENDING = 1
_NULLS_FIRST = 2
_NOTHING = (None, None, None, None)
"""Of a key that is a column as any other."""


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Index]]:
    """Those of managed tables and materialized views."""
    for row in rows:
        table = reading.tables.get(row[0]) or reading.materialized_views.get(row[0])
        if table is not None and row[-1] not in reading.vanished:
            address = table.child("index", row[1])
            reading.sizes[address] = row[17], row[18]
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
        where=row[13],
        storage_parameters=settings(row[14]),
        valid=row[15],
        statistics=_statistics(row[8], row[19]),
        comment=row[16],
    )


def _keys(row: Row, reading: Reading) -> tuple[IndexKey, ...]:
    relation, columns, options = row[0], numbers(row[5]), numbers(row[7])
    told = {} if row[8] is None else dict(zip(row[8], zip(*row[9:13], strict=True), strict=True))
    return tuple(
        _key(_column(relation, column, reading) if column else None, option, told.get(number, _NOTHING))
        for number, (column, option) in enumerate(zip(columns[: len(options)], options, strict=True), 1)
    )


@lru_cache(maxsize=10_000)
def _key(
    column: str | None,
    option: int,
    told: tuple[str | None, ...],
) -> IndexKey:
    """Indexes of many tables have the same keys."""
    expression, opclass, collation, parameters = told
    return IndexKey(
        expression=column if column is not None else expression or "",
        is_column=column is not None,
        opclass=opclass,
        opclass_parameters=settings(parameters.split("\n")) if parameters else (),
        collation=collation,
        descending=bool(option & _DESCENDING),
        nulls_first=_nulls_first(option),
    )


def _statistics(
    told: Sequence[int] | None, targets: Sequence[int | None] | None
) -> tuple[tuple[int, int], ...]:
    """(number of the key, target) where there is one."""
    if told is None or targets is None:
        return ()
    return tuple((number, target) for number, target in zip(told, targets, strict=True) if target is not None)


def _column(relation: int, number: int, reading: Reading) -> str:
    return reading.quoted.get((relation, number)) or reading.column_names[relation][number]


def _nulls_first(option: int) -> bool | None:
    """None where the direction implies it: a descending key has nulls first."""
    first = bool(option & _NULLS_FIRST)
    return None if first == bool(option & _DESCENDING) else first
