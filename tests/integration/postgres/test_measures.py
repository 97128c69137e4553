"""The built-in checks look at one database in which everything that they look for is wrong."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import PostgresError
from neonctl_py.model.builtin_check import BUILTINS
from neonctl_py.model.check import Sample
from neonctl_py.postgres.connect import connect, seconds_to_connect
from neonctl_py.postgres.measure import lag, measure, password_times, position, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

MEASURED_HERE = sorted(
    name
    for name, builtin in BUILTINS.items()
    if builtin.where != "account" and name not in {"query_latency", "slow_queries", "failed_connections"}
)
OPTIONS = {
    "within": 30,
    "cpus": 1,
    "min_blocks": 1,
    "min_size": 1,
    "min_rows": 100,
    "min_scans": 1,
    "min_calls": 1,
    "over": 0.01,
}
WRONG = """
create schema open_to_all;
grant create on schema open_to_all to public;
create role limited login connection limit 4;
create table parents (id smallint generated always as identity primary key);
create table children (id int primary key, parent smallint, note text);
insert into children select n, null, repeat('x', 200) from generate_series(1, 1000) as n;
create index children_note on children (note);
create index children_note_again on children (note);
create index children_some on children (id) where note is null;
alter table children add constraint children_parent foreign key (parent) references parents (id);
alter table children add constraint children_old check (id > 0) not valid;
alter sequence parents_id_seq restart 30000;
insert into parents default values;
create table log (at date, what text) partition by range (at);
create table log_1 partition of log for values from ('2026-01-01') to ('2026-02-01');
create table log_2 partition of log for values from ('2026-02-01') to ('2026-03-01');
insert into log select '2026-01-05', 'a' from generate_series(1, 30);
insert into log select '2026-02-05', 'a' from generate_series(1, 40);
delete from children where id > 100;
"""


@pytest.fixture(scope="module")
def ailing(empty_databases: object) -> Iterator[tuple[Secret, Connection]]:
    with empty_databases() as make:  # type: ignore[operator]
        url, session = make()
        for statement in WRONG.split(";\n"):
            session.execute(statement.encode())
        session.execute(b"analyze")
        session.execute(b"select count(*) from children")
        _await_statistics(session)
        try:
            yield url, session
        finally:
            session.execute(b"drop role limited")


def _await_statistics(session: Connection) -> None:
    """Before 15 a collector tells of scans when it gets round to it."""
    for _ in range(100):
        if (session.execute(b"select max(seq_scan) from pg_stat_user_tables").fetchone() or (0,))[0]:
            return
        time.sleep(0.1)


@pytest.fixture
def session(ailing: tuple[Secret, Connection]) -> Iterator[Connection]:
    with closing(connect(ailing[0])) as fresh:
        yield fresh


@pytest.mark.parametrize("name", MEASURED_HERE)
def test_every_measure_can_be_taken(name: str, session: Connection) -> None:
    """By itself, in a transaction that reads only, with numbers for values."""
    session.execute(b"set default_transaction_read_only = on")
    for sample in measure(session, name, OPTIONS):
        assert isinstance(sample.value, float)
        assert "%" not in sample.detail


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("public_grants", ["schema open_to_all"]),
        ("missing_indexes", ["public.children: children_parent"]),
        ("duplicate_indexes", ["public.children: children_note, children_note_again"]),
        ("unvalidated_constraints", ["public.children: children_old"]),
        ("unused_indexes", ["public.children_note", "public.children_note_again", "public.children_some"]),
        ("invalid_indexes", []),
        ("blocked_sessions", []),
        ("table_rows", ["public.children", "public.log", "public.parents"]),
        ("table_size", ["public.children", "public.log", "public.parents"]),
    ],
)
def test_what_is_wrong_is_found(name: str, expected: list[str], session: Connection) -> None:
    found = [sample.subject for sample in measure(session, name, OPTIONS)]
    assert sorted(set(found) - {"schema public"}) == expected


@pytest.mark.parametrize(
    ("name", "subject", "least", "most"),
    [
        ("sequences", "public.parents_id_seq", 91, 93),  # the column ends at 32767
        ("table_rows", "public.log", 70, 70),  # its partitions together
        ("bloat", "public.children", 80, 95),
        ("pool_utilisation", "role limited", 0, 0),
        ("pool_utilisation", "the server", 1, 50),
        ("wraparound", "template1", 0, 1),
        ("sequential_scans", "public.children", 50, 100),
    ],
)
def test_values_are_what_they_should_be(
    name: str, subject: str, least: float, most: float, session: Connection
) -> None:
    (sample,) = [sample for sample in measure(session, name, OPTIONS) if sample.subject == subject]
    assert least <= sample.value <= most


def test_rows_that_are_written_meanwhile_are_counted(
    ailing: tuple[Secret, Connection], session: Connection
) -> None:
    """By another session, all the time while it is looked; before 15 a collector tells of them when it gets round to it."""
    _, other = ailing
    other.execute(b"create temp table if not exists written (n int)")
    enough = Event()

    def write() -> None:
        while not enough.wait(0.05):
            other.execute(b"insert into written select generate_series(1, 100)")

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        rates = (measure(session, "write_rate", {"over": 1.5})[0].value for _ in range(20))
        try:
            assert next((rate for rate in rates if rate > 0), 0) > 10
        finally:
            enough.set()
            writing.result()
    other.execute(b"drop table written")


def test_a_session_takes_its_time(ailing: tuple[Secret, Connection]) -> None:
    assert 0 < seconds_to_connect(ailing[0]) < 60


def test_sessions_that_do_nothing_in_a_transaction_are_seen(
    session: Connection, ailing: tuple[Secret, Connection]
) -> None:
    _, other = ailing
    with other.transaction():
        other.execute(b"select 1")
        pid = f"pid {other.info.backend_pid}"
        for name in ("long_transactions", "idle_in_transaction"):
            assert pid in {sample.subject for sample in measure(session, name, {})}
    assert pid not in {sample.subject for sample in measure(session, "long_transactions", {})}


def test_without_pg_stat_statements_the_way_to_it_is_told(session: Connection) -> None:
    with pytest.raises(PostgresError, match="pg_stat_statements is not installed") as caught:
        statements(session)
    assert "extensions: {pg_stat_statements: {}}" in caught.value.hint


def test_a_primary_is_not_behind(session: Connection) -> None:
    is_replica, seconds = lag(session, position(session))
    assert not is_replica
    assert seconds is not None


def test_a_database_without_a_journal_knows_no_passwords(session: Connection) -> None:
    assert password_times(session) == {}
    assert Sample(value=1).limits is None
