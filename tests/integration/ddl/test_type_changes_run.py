"""Postgres takes every change of a column's type, whatever the two types: the USING that we write always has a meaning."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import psycopg
import pytest

from neonctl_py.ddl.casts import using

if TYPE_CHECKING:
    from neonctl_py.emulator.server_process import ServerProcess

TYPES = (
    *(
        "smallint",
        "bigint",
        "numeric(10,2)",
        "double precision",
        "text",
        "character varying(5)",
        '"char"',
        "boolean",
    ),
    *(
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "interval",
    ),
    *(
        "json",
        "jsonb",
        "uuid",
        "bytea",
        "inet",
        "bit(3)",
        "money",
        "oid",
        "xml",
        "int4range",
        "daterange",
        "point",
    ),
    *("pg_temp.mood", "pg_temp.temper", "pg_temp.price", "pg_temp.pair"),
    *("integer[]", "text[]", "jsonb[]", "pg_temp.mood[]"),
)
"""An enum, another, a domain and a composite type of the session's own."""

MADE = """
create type pg_temp.mood as enum ('sad');
create type pg_temp.temper as enum ('sad');
create domain pg_temp.price as integer;
create type pg_temp.pair as (a integer, b text);
"""


@pytest.mark.parametrize("before", TYPES)
def test_a_type_can_become_any_other(before: str, ddl_server: ServerProcess) -> None:
    refused = []
    with ddl_server.connect() as session:
        session.execute(MADE)
        for old, after in permutations(TYPES, 2):
            if old != before:
                continue
            cast = using("a", before, after)
            try:
                with session.transaction(force_rollback=True):
                    session.execute(f"create temp table t (a {before})".encode())
                    change = f"alter table t alter a type {after}{f' using {cast}' if cast else ''}"
                    session.execute(change.encode())
            except psycopg.Error as error:
                refused.append(f"{before} -> {after}: {error}")
    assert refused == []


@pytest.mark.parametrize(
    ("before", "after", "held", "becomes"),
    [
        ("bigint", "timestamp with time zone", "1700000000", "2023-11-14 22:13:20+00"),
        ("timestamp without time zone", "bigint", "2023-11-14 22:13:20", "1700000000"),
        ("integer", "integer[]", "5", "{5}"),
        ("integer", "jsonb", "5", "5"),
        ("integer", "uuid", None, None),
        ("text[]", "text", "{a,b}", "{a,b}"),
        ("text", "integer[]", "{1,2}", "{1,2}"),
        ("int4range", "int8range", "[1,5)", "[1,5)"),
        ("pg_temp.mood", "jsonb", "sad", '"sad"'),
        ("pg_temp.mood", "pg_temp.temper[]", "sad", "{sad}"),
    ],
)
def test_values_go_over(
    before: str, after: str, held: str | None, becomes: str | None, ddl_server: ServerProcess
) -> None:
    with ddl_server.connect() as session:
        session.execute(MADE)
        session.execute("set timezone = 'UTC'")
        session.execute(f"create temp table t (a {before})".encode())
        session.execute(f"insert into t values (%s::{before})".encode(), [held])
        cast = using("a", before, after)
        session.execute(f"alter table t alter a type {after}{f' using {cast}' if cast else ''}".encode())
        assert session.execute("select a::text from t").fetchone() == (becomes,)
