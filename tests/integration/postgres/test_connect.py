"""Sessions: what they speak like, how long they wait for a server, and what their errors tell (and what never)."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.model.values import Secret
from neonctl_py.postgres.connect import as_new, connect, translated_errors
from neonctl_py.postgres.health import activity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fresh_database import Database

PASSWORD = "hunter2-hunter2"


def test_a_session_is_in_autocommit_names_itself_and_speaks_utc(database: Database) -> None:
    session = database.session
    assert session.autocommit
    row = session.execute(
        "select current_setting('application_name'), '2030-01-01 00:00+02'::timestamptz::text"
    )
    assert row.fetchone() == ("neonpy", "2029-12-31 22:00:00+00")


def test_a_session_that_others_have_done_with_is_as_a_new_one(database: Database) -> None:
    shown = (
        "select current_user, session_user, setting from pg_settings where source <> 'default' and context = 'user'"
        " and name <> 'application_name' order by name"
    )
    with contextlib.closing(connect(database.url)) as new, contextlib.closing(connect(database.url)) as used:
        expected = new.execute(shown).fetchall()
        used.execute(
            "set search_path = 'elsewhere'; set check_function_bodies = off; set timezone = 'Asia/Tokyo'"
        )
        used.execute("set role pg_monitor; set lock_timeout = '1s'")
        assert used.execute(shown).fetchall() != expected

        again = as_new(used)

        assert again is used
        assert used.execute(shown).fetchall() == expected


def test_a_session_that_the_server_has_ended_is_none_any_more(database: Database) -> None:
    with contextlib.closing(connect(database.url)) as used:
        database.run(f"select pg_terminate_backend({used.info.backend_pid}, 5000)")
        assert as_new(used) is None
        assert used.closed


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://app:{PASSWORD}@127.0.0.1:1/shop",
        f"postgresql://app:{PASSWORD}@nowhere.invalid/shop",
        f"postgresql://app:{PASSWORD}@127.0.0.1:port/shop",
        f"app {PASSWORD} shop",
        f"postgresql://app:{PASSWORD}%zz@127.0.0.1/shop",
    ],
)
def test_no_error_tells_the_password(url: str) -> None:
    with pytest.raises(PostgresConnectionError) as caught:
        connect(Secret(url), wake_seconds=0)
    error: BaseException | None = caught.value
    while error is not None:
        assert PASSWORD not in f"{error} {error!r} {error.args}"
        error = error.__cause__


def test_a_name_that_does_not_exist_is_not_waited_for() -> None:
    begin = time.monotonic()
    with pytest.raises(PostgresConnectionError):
        connect(Secret("postgresql://app@nowhere.invalid/shop"), wake_seconds=30)
    assert time.monotonic() - begin < 10


def test_a_database_that_does_not_exist_is_not_waited_for(database: Database) -> None:
    begin = time.monotonic()
    with pytest.raises(PostgresConnectionError, match="does not exist"):
        connect(Secret(database.url.reveal().replace(database.name, "missing")), wake_seconds=30)
    assert time.monotonic() - begin < 5


@contextlib.contextmanager
def late_server(target: str, port: int) -> Iterator[int]:
    """A port that refuses at first, then forwards one session to the Unix socket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        late = probe.getsockname()[1]

    def serve() -> None:
        time.sleep(0.6)
        with socket.create_server(("127.0.0.1", late)) as listener, socket.socket(socket.AF_UNIX) as upstream:
            client, _ = listener.accept()
            upstream.connect(f"{target}/.s.PGSQL.{port}")
            back = threading.Thread(target=pump, args=(upstream, client))
            back.start()
            pump(client, upstream)
            back.join()
            client.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield late
    thread.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(65536):
        target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def test_a_compute_that_wakes_up_is_waited_for(database: Database) -> None:
    info = database.session.info
    with (
        late_server(info.host, info.port) as port,
        connect(
            Secret(f"postgresql://cloud_admin@127.0.0.1:{port}/{database.name}?sslmode=disable")
        ) as session,
    ):
        assert session.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("sql", "kind", "sqlstate"),
    [
        ("select * from missing", PostgresError, "42P01"),
        ("select 1 / 0", PostgresError, "22012"),
        ("select pg_terminate_backend(pg_backend_pid())", PostgresConnectionError, "57P01"),
    ],
)
def test_errors_of_statements_keep_their_sqlstate(
    database: Database, sql: str, kind: type[PostgresError], sqlstate: str
) -> None:
    with connect(database.url) as session, pytest.raises(PostgresError) as caught:  # noqa: SIM117
        with translated_errors("It did not work."):
            session.execute(sql)
    assert type(caught.value) is kind
    assert caught.value.sqlstate == sqlstate
    assert caught.value.summary == "It did not work."


def test_a_lock_that_cannot_be_had_is_an_error_of_its_own_and_activity_names_the_holder(
    database: Database,
) -> None:
    database.run("create table t (a int)")
    with connect(database.url, application_name="holder") as holder, holder.transaction():
        holder.execute("lock table t in access exclusive mode")
        database.run("set lock_timeout = '20ms'")
        with pytest.raises(PostgresLockError), translated_errors("It is locked."):
            database.run("select * from t")
        (session,) = activity(database.session)
        assert (session.application, session.role, session.waits_for_lock) == ("holder", "cloud_admin", False)
        assert session.locks == ("public.t: AccessExclusiveLock",)
        assert session.seconds < 60
    assert activity(database.session) == ()
