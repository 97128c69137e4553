"""How many rows the tables of a database hold, and whether they are the same ones. Only reads; counting never takes long: what is large is
told from the statistics.
"""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import sql

from neonctl_py.errors import PostgresError
from neonctl_py.postgres.connect import Connection, translated_errors
from neonctl_py.postgres.query_text import query_text

Rows = dict[tuple[str, str], tuple[int, bool]]
"""(schema, table) to the number of its rows, and whether that is an estimate."""

_LARGE: Final = 1 << 30
"""Bytes. Counting reads a table whole."""
_PATIENCE: Final = "30s"
_LONG: Final = "1h"


def row_counts(connection: Connection) -> Rows:
    """Of every table that this role may read. Where row-level security would hide rows from it, the statistics' estimate.

    Raises PostgresError.
    """
    return {
        (schema, table): _counted(connection, schema, table, size, estimate)
        for schema, table, size, estimate in _tables(connection, _PATIENCE)
    }


def row_sums(connection: Connection) -> dict[tuple[str, str], str]:
    """A checksum of all rows of each of these tables, whatever their order; "" where this role may not read them all. Reads everything.

    Raises PostgresError.
    """
    return {
        (schema, table): _summed(connection, schema, table)
        for schema, table, *_ in _tables(connection, _LONG)
    }


def _tables(connection: Connection, patience: str) -> list[tuple[str, str, int, int]]:
    """Schema, name, bytes, estimated rows. The session only reads from here on."""
    with translated_errors("The tables can't be listed."):
        connection.execute(f"SET statement_timeout = '{patience}'".encode())
        connection.execute("SET default_transaction_read_only = on")
        connection.execute("SET row_security = off")  # an error instead of a number that only looks like one
        text = query_text("countable", connection.info.server_version // 10_000)
        return connection.execute(text.encode()).fetchall()


def _summed(connection: Connection, schema: str, table: str) -> str:
    query = sql.SQL(
        "SELECT pg_catalog.count(*) || '-' || coalesce(pg_catalog.sum(pg_catalog.hashtextextended((t.*)::text, 0)::numeric), 0)"
        " FROM {} AS t"
    ).format(sql.Identifier(schema, table))
    try:
        with translated_errors(f"The rows of {schema}.{table} can't be summed up."):
            row = connection.execute(query).fetchone()
    except PostgresError as error:
        if error.sqlstate != psycopg.errors.InsufficientPrivilege.sqlstate:
            raise
        return ""
    return str(row[0]) if row else ""


def _counted(connection: Connection, schema: str, table: str, size: int, estimate: int) -> tuple[int, bool]:
    if size > _LARGE:
        return estimate, True
    query = sql.SQL("SELECT pg_catalog.count(*) FROM {}").format(sql.Identifier(schema, table))
    try:
        row = connection.execute(query).fetchone()
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.QueryCanceled):
        return estimate, True
    return (int(row[0]) if row else 0), False
