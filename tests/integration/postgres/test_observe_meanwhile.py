"""A catalog that other sessions change while it is read: read anew, with the tables held still, and without waiting for anybody."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from psycopg import errors as pg

from neonctl_py.errors import PostgresError, PostgresLockError
from neonctl_py.postgres.connect import Connection, connect, translated_errors
from neonctl_py.postgres.repeated_reading import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fresh_database import Database

STAYS = (
    "create table stays (id int primary key, t text check (t <> '')); create view sees as select t from stays"
)
COMES_AND_GOES = (
    "create type kind as enum ('a')",
    "create table t (id int generated always as identity, k kind, a int default 5, b text check (b <> 'x'))",
    "create index t_i on t (lower(b)) where a > 3",
    "create view v as select lower(b) as l, k from t",
    "create function f() returns trigger language plpgsql as $$begin return new; end$$",
    "create trigger tr before insert on t for each row when (new.a > 1) execute function f()",
    "create policy p on t using (a > 1)",
    "create rule r as on update to v do instead nothing",
    "alter table t rename b to c",
    "alter table t drop column a cascade",
    "drop table t cascade",
    "drop function f",
    "drop type kind",
)
HELD = """
select c.relname::text from pg_locks l join pg_class c on c.oid = l.relation
 where l.pid = pg_backend_pid() and l.mode = 'AccessShareLock' and c.relkind = 'r' and c.oid >= 16384 order by 1
"""


@pytest.fixture
def other(database: Database) -> Iterator[Connection]:
    with closing(connect(database.url)) as session:
        yield session


def test_what_stays_is_read_right_whatever_comes_and_goes(database: Database, other: Connection) -> None:
    database.run(STAYS)
    expected = set(database.objects())
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for statement in COMES_AND_GOES:
                other.execute(statement.encode())

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(8):
            assert expected <= set(database.objects())
    finally:
        stop.set()
        changing.join()
    assert set(database.objects()) == expected


def failing(session: Connection, times: int, seen: list[list[str]]) -> Callable[[], str]:
    """A reading that meets something that vanished, so many times, and notes which tables are held."""

    def read() -> str:
        seen.append([name for (name,) in session.execute(HELD).fetchall()])
        if len(seen) <= times:
            raise pg.InternalError_("cache lookup failed for type 1")
        return "read"

    return read


def test_only_the_second_attempt_holds_the_tables_still(database: Database) -> None:
    database.run(STAYS)
    seen: list[list[str]] = []
    assert repeated(database.session, failing(database.session, 1, seen)) == "read"
    assert seen == [[], ["stays"]]
    assert database.session.execute(HELD).fetchall() == []


def test_who_changes_a_table_right_now_is_not_waited_for(database: Database, other: Connection) -> None:
    database.run(STAYS)
    seen: list[list[str]] = []
    with other.transaction():
        other.execute("lock table stays")
        assert repeated(database.session, failing(database.session, 1, seen)) == "read"
    assert seen == [[], []]


def test_a_catalog_that_never_holds_still_is_told(database: Database) -> None:
    with pytest.raises(PostgresError, match="changes faster than it can be read") as caught:
        repeated(database.session, failing(database.session, 1000, []))
    assert "Try again when they have ended." in str(caught.value.hint)


def test_a_lock_that_the_reading_itself_waits_for_is_told_at_once(database: Database) -> None:
    attempts: list[int] = []

    def read() -> None:
        attempts.append(1)
        raise pg.LockNotAvailable("canceling statement due to lock timeout")

    with pytest.raises(PostgresLockError), translated_errors("It can't be read."):
        repeated(database.session, read)
    assert attempts == [1]
