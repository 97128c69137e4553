"""Are there values in a table or column? One EXISTS for each, with an end to its patience. Never here: what follows from that."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from psycopg import Error, sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.postgres.connect import Connection

_AT_ONCE: Final = 50
_SETTINGS: Final = b"begin read only; set local row_security = off; set local lock_timeout = '1s'; set local statement_timeout = '2s'"
"""Rows that a policy hides are there all the same: then Postgres refuses to answer, which counts as yes."""

UNKNOWN: Final = (True, "")
"""Whoever can't look must think that something is there."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table, or a column of it."""

    schema: str
    table: str
    column: str = ""


def held_values(connection: Connection, places: Sequence[Place]) -> list[tuple[bool, str]]:
    """For each: whether it holds any value, and what tells this table (and column, and these rows' file) from a later one of
    its name; "" where that isn't known.
    """
    found: list[tuple[bool, str]] = []
    for begin in range(0, len(places), _AT_ONCE):
        found += _asked(connection, places[begin : begin + _AT_ONCE])
    return found


def _asked(connection: Connection, places: Sequence[Place]) -> list[tuple[bool, str]]:
    query = sql.SQL(" UNION ALL ").join(map(_query, places))
    try:
        connection.execute(_SETTINGS)
        rows = connection.execute(query).fetchall()
    except Error:
        rows = []
    finally:
        with suppress(Error):
            connection.execute(b"rollback")
    answers = [(bool(row[0]), str(row[1] or "")) for row in rows]
    return answers if len(answers) == len(places) else [UNKNOWN] * len(places)


def _query(place: Place) -> sql.Composed:
    table = sql.Identifier(place.schema, place.table)
    has_value: sql.Composable = sql.SQL("")
    column: sql.Composable = sql.SQL("0::int2")
    if place.column:
        has_value = sql.SQL(" WHERE {} IS NOT NULL").format(sql.Identifier(place.column))
        column = sql.SQL(
            "(SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = {})"
        ).format(sql.Literal(place.column))
    return sql.SQL(
        "SELECT EXISTS (SELECT FROM {}{}), c.oid || '/' || c.relfilenode || '/' || {}"
        " FROM pg_catalog.pg_class c WHERE c.oid = {}::pg_catalog.regclass"
    ).format(table, has_value, column, sql.Literal(_quoted(place)))


def _quoted(place: Place) -> str:
    return ".".join('"' + name.replace('"', '""') + '"' for name in (place.schema, place.table))
