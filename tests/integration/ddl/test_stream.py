"""Statements that travel together: each is done as if it were alone, the first failure is the one that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from neonctl_py.apply.stream import send_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ddl_shop import Shop

    Session = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def session(shop: Shop) -> Iterator[Session]:
    with psycopg.connect(shop.superuser.reveal(), autocommit=True) as connection:
        yield connection


def _number(session: Session) -> object:
    row = session.execute("select count(*) from numbers").fetchone()
    return row[0] if row else None


def test_all_of_them_are_done_in_their_order_whatever_they_end_with(session: Session) -> None:
    texts = [
        "begin",
        "create temp table numbers (n bigint) -- a comment at the end",
        *(f"insert into numbers values ({n}) /* ; */" for n in range(100)),
        "select max(n) as largest from numbers",
        "select 1 as something_else",
        f"insert into numbers select length('{'long ' * 100_000}') -- another ';",
        *("insert into numbers values (1)" for _ in range(100)),
        "select max(n) as largest from numbers;",
        "commit",
    ]
    assert send_all(session, texts, told="largest") == ["99", "500000"]
    assert _number(session) == 201


@pytest.mark.parametrize("culprit", [0, 15, 16, 40, 99])
def test_the_first_failure_is_told_and_nothing_after_it_is_done(session: Session, culprit: int) -> None:
    texts = [f"insert into numbers values ({n})" for n in range(100)]
    texts[culprit] = "insert into numbers values (1 / 0)"
    texts[culprit + 1 :] = ["insert into nowhere values (1)" for _ in texts[culprit + 1 :]]
    session.execute("create temp table numbers (n bigint)")
    with pytest.raises(psycopg.errors.DivisionByZero):
        send_all(session, ["begin", *texts, "commit"])
    session.execute("rollback")
    assert _number(session) == 0


def test_a_text_that_is_no_sql_is_a_failure_too(session: Session) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        send_all(session, ["begin", "create table x (", *["select 1"] * 50])
    session.execute("rollback")


def test_a_session_that_is_ended_is_a_lost_one(session: Session) -> None:
    ended = "select pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(psycopg.OperationalError):
        send_all(session, ["begin", ended, *["select 1"] * 50])
    assert session.closed


def test_each_statement_has_its_own_timeout(session: Session) -> None:
    send_all(
        session, ["begin", "set local statement_timeout = 200", *["select pg_sleep(0.03)"] * 15, "commit"]
    )
    with pytest.raises(psycopg.errors.QueryCanceled):
        send_all(session, ["begin", "set local statement_timeout = 20", "select pg_sleep(5)", "commit"])
    session.execute("rollback")


def test_what_runs_when_somebody_interrupts_is_cancelled(session: Session) -> None:
    def texts() -> Iterator[str]:
        yield "begin"
        yield from ["select pg_sleep(100)"] * 15
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_all(session, texts())
    assert session.info.transaction_status == psycopg.pq.TransactionStatus.INERROR  # and not at work


def test_copy_is_no_step(session: Session) -> None:
    session.execute("create temp table numbers (n bigint)")
    with pytest.raises(psycopg.NotSupportedError):
        send_all(session, ["begin", "copy numbers from stdin"])
