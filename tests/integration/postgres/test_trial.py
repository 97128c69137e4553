"""Statements that may fail: what works stays, what fails spoils nothing else, whatever the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from neonctl_py.postgres.snapshot import transaction
from neonctl_py.postgres.trial import Attempt, attempt_all

if TYPE_CHECKING:
    from fresh_database import Database


def make(name: str) -> Attempt:
    return Attempt("public", f"create table {name} ()")


BAD = Attempt("public", "create table bad (x no_such_type)")
INSTEAD = Attempt("public", "create table bad (x no_such_type)", (make("first"), BAD, make("second")))
CASES: tuple[tuple[tuple[Attempt, ...], list[str]], ...] = (
    ((), []),
    ((make("a"), make("b")), ["a", "b"]),
    ((BAD,), []),
    ((BAD, make("a"), make("b"), BAD, make("c"), BAD), ["a", "b", "c"]),
    ((make("a"), make("a"), make("b")), ["a", "b"]),
    ((make("a"), INSTEAD, make("z")), ["a", "first", "second", "z"]),
    ((Attempt("app", "create table here ()"), make("there")), ["here", "there"]),
    ((make("a"), Attempt("public", "create table x (); commit"), make("b")), ["a", "b"]),
)


@pytest.mark.parametrize(("attempts", "expected"), CASES)
def test_what_works_stays_until_the_rollback(
    database: Database, attempts: tuple[Attempt, ...], expected: list[str]
) -> None:
    database.run("create schema app")
    tables = "select relname from pg_class where relkind = 'r' and oid >= 16384 order by relname"
    with transaction(database.session, "READ WRITE"):
        attempt_all(database.session, attempts)
        assert [name for (name,) in database.session.execute(tables)] == expected
    assert database.session.execute(tables).fetchall() == []


def test_a_lock_that_cannot_be_had_is_no_refusal(database: Database) -> None:
    database.run("create table t ()")
    with psycopg.connect(database.url.reveal()) as other:
        other.execute("lock table t")
        with pytest.raises(psycopg.errors.LockNotAvailable), transaction(database.session, "READ WRITE"):
            attempt_all(
                database.session,
                [
                    Attempt("public", "set local lock_timeout = '20ms'"),
                    Attempt("public", "select from t"),
                    make("b"),
                ],
            )
    assert database.session.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
