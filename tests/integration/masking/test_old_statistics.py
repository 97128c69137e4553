"""No statistics tell of values that were masked, also where ANALYZE leaves them as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.apply.masking import mask_database
from neonctl_py.errors import RefusedError
from neonctl_py.model.masking import Mask

if TYPE_CHECKING:
    from neonctl_py.postgres.connect import Connection

TABLES = """
create table events (who text, at date) partition by range (at);
create table events_new partition of events for values from ('2020-01-01') to ('2030-01-01') partition by range (at);
create table events_2020 partition of events_new for values from ('2020-01-01') to ('2021-01-01');
create table beings (who text);
create table people (born date) inherits (beings);
create table quiet (who text, what text);
create table emptied (who text collate "C" check (who <> ''), n int);
create index on emptied (lower(who));
create statistics pairs (mcv) on who, n from emptied;
"""
ROWS = """
insert into events select 'ann' || n % 3, date '2020-01-01' + n % 300 from generate_series(1, 100) n;
insert into people select 'ann' || n % 3, '2000-01-01' from generate_series(1, 100) n;
insert into quiet select 'ann' || n % 3 from generate_series(1, 100) n;
insert into emptied select 'ann' || n % 3, n % 2 from generate_series(1, 100) n;
"""
LEFT = """
select tablename::text from pg_stats where schemaname = 'public' and (most_common_vals::text || coalesce(histogram_bounds::text, '')) ~ 'ann'
 union select tablename::text from pg_stats_ext where array_to_string(most_common_vals, ' ') ~ 'ann'
"""


def _mask(session: Connection, *tables: str) -> None:
    mask_database(session, {("public", table, "who"): Mask("hash") for table in tables}, lambda _: None)


def _left(session: Connection) -> set[str]:
    return {row[0] for row in session.execute(LEFT.encode()).fetchall()}


def test_parents_empty_tables_and_columns_without_statistics(empty_database: Any) -> None:
    _, session = empty_database("app_owner")
    session.execute(f"{TABLES}{ROWS}; analyze".encode())
    session.execute(b"alter table quiet alter who set statistics 0; delete from emptied")
    assert _left(session) >= {"events", "events_new", "events_2020", "beings", "people", "quiet", "emptied"}
    _mask(session, "events", "people", "quiet", "emptied")
    assert _left(session) == set()
    kept = "select attstattarget from pg_attribute where attrelid = 'quiet'::regclass and attname = 'who'"
    assert session.execute(kept.encode()).fetchone() == (0,)
    same = "select collation_name::text from information_schema.columns where table_name = 'emptied' and column_name = 'who'"
    assert session.execute(same.encode()).fetchone() == ("C",)


def test_values_that_are_the_same_afterwards_are_no_old_ones(empty_database: Any) -> None:
    _, session = empty_database("app_owner")
    session.execute(
        b"create table t (who text); insert into t select 'x' from generate_series(1, 50); analyze t"
    )
    mask_database(session, {("public", "t", "who"): Mask("value", "x")}, lambda _: None)
    assert session.execute(b"select count(*) from t where who = 'x'").fetchone() == (50,)


def test_what_cannot_be_forgotten_is_not_handed_out(empty_database: Any) -> None:
    """A view on an empty table keeps its column's type; newer servers clear the statistics all the same."""
    _, session = empty_database("app_owner")
    session.execute(f"{TABLES}{ROWS}; create view v as select who from emptied; analyze emptied".encode())
    session.execute(b"delete from emptied")
    with pytest.raises(RefusedError, match="statistics still tell") as caught:
        _mask(session, "emptied")
    assert "public.emptied" in caught.value.detail


def test_a_materialized_view_that_has_become_empty(empty_database: Any) -> None:
    _, session = empty_database("app_owner")
    session.execute(f"{TABLES}{ROWS}".encode())
    session.execute(
        b"create materialized view real as select who from quiet where who like 'ann%'; analyze real"
    )
    if session.info.server_version >= 180_000:
        _mask(session, "quiet")
        assert _left(session) == set()
    else:
        with pytest.raises(RefusedError, match="statistics still tell"):
            _mask(session, "quiet")
