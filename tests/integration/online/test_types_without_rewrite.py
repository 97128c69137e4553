"""The changes of type that are planned as free are: Postgres writes no file anew, neither the table's nor its index's, and reads no row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.plan.rules.column_types import is_free

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.postgres.connect import Connection

FREE = [
    ("character varying(20)", "character varying(40)"),
    ("character varying(20)", "character varying"),
    ("character varying(20)", "text"),
    ("character varying", "text"),
    ("text", "character varying"),
    ("numeric(8,2)", "numeric(12,2)"),
    ("numeric(8,2)", "numeric"),
    ("timestamp(3) with time zone", "timestamp(6) with time zone"),
    ("timestamp(3) without time zone", "timestamp without time zone"),
    ("time(2) without time zone", "time(4) without time zone"),
    ("interval(2)", "interval(4)"),
    ("bit varying(8)", "bit varying(16)"),
    ("cidr", "inet"),
]
COSTLY = [
    ("character varying(40)", "character varying(20)"),
    ("text", "character varying(20)"),
    ("numeric(12,2)", "numeric(8,2)"),
    ("numeric(8,2)", "numeric(8,3)"),
    ("integer", "bigint"),
    ("timestamp(6) with time zone", "timestamp(3) with time zone"),
    ("character(4)", "character(8)"),
    ("inet", "cidr"),
    ("text", "bytea"),
]
FILES = "select array_agg(relfilenode order by relname) from pg_class where relname in ('t', 't_x')"
SCANS = "select coalesce(sum(seq_scan), 0) from pg_stat_xact_user_tables where relname = 't'"


@pytest.fixture(scope="module")
def session(empty_databases: Callable[[], object]) -> object:
    with empty_databases() as make:  # type: ignore[attr-defined]  # a context manager
        yield make()[1]


@pytest.mark.parametrize(("before", "after"), FREE + COSTLY, ids=lambda text: text)
def test_what_is_free_touches_no_row(before: str, after: str, session: Connection) -> None:
    session.execute(
        f"create table t (id int, x {before}); create index t_x on t (x); insert into t values (1, null)"
    )
    try:
        with session.transaction():
            there, read = _one(session, FILES), _one(session, SCANS)
            session.execute(
                f"alter table t alter x type {after} using x::text::{after}"
                if after == "bytea"
                else f"alter table t alter x type {after}"
            )
            untouched = _one(session, FILES) == there and _one(session, SCANS) == read
    finally:
        session.execute("drop table t")
    assert is_free(before, after) == untouched


def _one(session: Connection, question: str) -> object:
    found = session.execute(question).fetchone()
    assert found is not None
    return found[0]
