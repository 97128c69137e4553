"""Columns: an object each, and names by number for constraints, indexes and column grants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.model.column import Column, Identity
from neonctl_py.model.default_names import default_name
from neonctl_py.model.values import UNSET
from neonctl_py.postgres.catalog.sequence import unless_default
from neonctl_py.postgres.reading import NAMED_NOT_NULL_SINCE, options, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_STORAGE: Final[dict[str | None, Literal["plain", "external", "extended", "main"] | None]] = {
    None: None,
    "p": "plain",
    "e": "external",
    "x": "extended",
    "m": "main",
}
_COMPRESSION: Final[dict[str | None, str | None]] = {None: None, "p": "pglz", "l": "lz4"}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Column]]:
    """Those of managed tables that the table does not merely inherit."""
    names, quoted, tables = reading.column_names, reading.quoted, reading.tables
    alike: dict[tuple[Any, ...], Column] = {}
    for row in rows:
        relation, number, name, in_quotes, is_local = row[:5]
        names.setdefault(relation, {})[number] = name
        if in_quotes is not None:
            quoted[relation, number] = in_quotes
        table = tables.get(relation)
        if table is not None and is_local:
            yield table.child("column", name), _shared(row, table, reading.major, alike)
        elif table is not None:
            reading.inherited.setdefault(table, {})[name] = _column(row, table, reading.major)


def _shared(row: Row, table: Address, major: int, alike: dict[tuple[Any, ...], Column]) -> Column:
    """One value for all columns that are the same but for their table and name: whoever compares them then compares one."""
    if row[_IDENTITY] is not None or row[_MEASURED] is not None or row[_WRITTEN] is not None:
        return _column(row, table, major)
    facts = row[1], row[5:]
    known = alike.get(facts)
    if known is None:
        known = alike[facts] = _column(row, table, major)
    return known


_IDENTITY, _MEASURED, _WRITTEN = 9, 14, 15
"""Where a row has what is a list, or depends on the column's name."""


def _column(row: Row, table: Address, major: int) -> Column:
    number, name = row[1:3]
    (
        type_name,
        not_null,
        expression,
        generated,
        identity,
        collation,
        storage,
        compression,
        statistics,
        measured,
        written,
        not_null_name,
        not_null_validated,
        not_null_no_inherit,
        not_null_comment,
        comment,
    ) = row[5:]
    distinct = dict(settings(measured))
    return Column(
        type=type_name,
        nullable=not not_null,
        not_null_name=not_null_name if major >= NAMED_NOT_NULL_SINCE else UNSET,
        not_null_validated=not_null_validated is not False,
        not_null_no_inherit=bool(not_null_no_inherit),
        not_null_comment=not_null_comment,
        default=None if generated else expression,
        identity=None
        if identity is None
        else _identity(identity, default_name(table.name[1], name, "seq", lambda _: False)),
        generated=expression if generated else None,
        stored=generated != "v",
        collation=collation,
        storage=_STORAGE[storage],
        compression=_COMPRESSION[compression],
        statistics=statistics,
        n_distinct=distinct.get("n_distinct"),
        n_distinct_inherited=distinct.get("n_distinct_inherited"),
        options=options(written),
        comment=comment,
        position=number,
        backfill=UNSET,
    )


def _identity(facts: Sequence[str], usual_name: str) -> Identity:
    """What equals the default that CREATE SEQUENCE takes for the type and the direction is None."""
    always, *options, cycle, width = map(int, facts[:-1])
    start, increment, minimum, maximum, cache = unless_default(options, width)
    return Identity(
        always=bool(always),
        start=start,
        increment=increment,
        minimum=minimum,
        maximum=maximum,
        cache=cache,
        cycle=bool(cycle),
        sequence=None if facts[-1] == usual_name else facts[-1],
    )
