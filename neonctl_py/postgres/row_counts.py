"""How many rows the tables of a database hold. Only reads, and never for long: what is large is told from the statistics."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import sql

from neonctl_py.postgres.connect import Connection, translated_errors
from neonctl_py.postgres.query_text import query_text

Rows = dict[tuple[str, str], tuple[int, bool]]
"""(schema, table) to the number of its rows, and whether that is an estimate."""

_LARGE: Final = 1 << 30
"""Bytes. Counting reads a table whole."""
_PATIENCE: Final = "30s"


def row_counts(connection: Connection) -> Rows:
    """Of every table that this role may read. Where row-level security would hide rows from it, the statistics' estimate.

    Raises PostgresError.
    """
    with translated_errors("The tables can't be listed."):
        connection.execute(f"SET statement_timeout = '{_PATIENCE}'")
        connection.execute("SET default_transaction_read_only = on")
        connection.execute("SET row_security = off")  # an error instead of a number that only looks like one
        text = query_text("countable", connection.info.server_version // 10_000)
        listed = connection.execute(text.encode()).fetchall()
    return {
        (schema, table): _counted(connection, schema, table, size, estimate)
        for schema, table, size, estimate in listed
    }


def _counted(connection: Connection, schema: str, table: str, size: int, estimate: int) -> tuple[int, bool]:
    if size > _LARGE:
        return estimate, True
    query = sql.SQL("SELECT pg_catalog.count(*) FROM {}").format(sql.Identifier(schema, table))
    try:
        row = connection.execute(query).fetchone()
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.QueryCanceled):
        return estimate, True
    return (int(row[0]) if row else 0), False
