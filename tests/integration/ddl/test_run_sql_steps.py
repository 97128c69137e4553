"""Catalog steps on a real server, as the owner of a Neon database: no superuser, roles of its own making."""

from __future__ import annotations

import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest
from ddl_cases import DATABASE, at, step
from ddl_shop import OWNER, Passwords, Shop
from psycopg.pq import TransactionStatus

from neonctl_py.apply.journal import Journal, Run, session_name
from neonctl_py.apply.patience import Patience
from neonctl_py.apply.sql_session import opened
from neonctl_py.apply.sql_steps import SqlReport, run_sql_steps
from neonctl_py.apply.turn import LOCK_KEY, Turn
from neonctl_py.ddl.execute import send
from neonctl_py.errors import NeonpyError, PostgresError, PostgresLockError
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.enum import Enum
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.steps import SqlStep, Transaction
from neonctl_py.report.events import Event, StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from neonctl_py.postgres.connect import Connection as Driver

SOON = Patience(first=0.05, longest=0.1, total=60)
AT_ONCE = Patience(first=0.05, longest=0.05, total=0.1)
NOTES = "table.app.notes"
NOTES_COLUMNS = (
    (f"{NOTES}/column.id", Column(type="bigint", nullable=False, identity=Identity(always=True))),
    (f"{NOTES}/column.text", Column(type="text")),
    (f"{NOTES}/constraint.notes_pkey", PrimaryKey(columns=("id",))),
)
BY_TEXT = Index(keys=(IndexKey("text"),))


def system(role: str) -> list[SqlStep]:
    """A whole small system that belongs to a role of SQL's making, of which the session is no member."""
    read = Grant((Privilege("select"), Privilege("update", "text")))
    return [
        step("create", f"role.{role}", after=Role(login=True)),
        step("create", "role.reader", after=Role()),
        step("create", "schema.app", after=Schema(owner=role)),
        step("create", "enum.app.mood", after=Enum(labels=("sad", "ok"), owner=role)),
        step("create", NOTES, after=Table(owner=role, row_level_security=True), parts=NOTES_COLUMNS),
        step(
            "add",
            f"{NOTES}/constraint.parent",
            after=ForeignKey(
                columns=("id",), references=QualifiedName("app", "notes"), referenced_columns=("id",)
            ),
        ),
        step("create", f"{NOTES}/policy.own", after=Policy(roles=(role,), using="text <> 'a:b%'")),
        step("change", "schema.app/grant.reader", after=Grant((Privilege("usage"),))),
        step("change", f"{NOTES}/grant.reader", after=read, context=((NOTES, Table(owner=role)),)),
        step(
            "change",
            f"schema.app/default_privileges.{role}.tables.reader",
            after=DefaultPrivileges((Privilege("select"),)),
        ),
        step("build_concurrently", f"{NOTES}/index.by_text", after=BY_TEXT, transaction=Transaction.NONE),
        step(
            "alter",
            NOTES,
            Table(owner=role),
            Table(owner=OWNER),
            changed=("owner",),
            transaction=Transaction.OWN,
        ),
        step("add", f"{NOTES}/column.mood", after=Column(type="mood", default="'ok'")),
    ]


def run(shop: Shop, steps: Sequence[SqlStep], events: list[Event] | None = None, **more: object) -> SqlReport:
    options = {"patience": SOON, "on_event": (lambda _: None) if events is None else events.append} | more
    return run_sql_steps(shop.owner, steps, database=DATABASE, **options)  # type: ignore[arg-type]  # a test's shorthand


def make_notes(shop: Shop) -> None:
    run(
        shop,
        [
            step("create", "schema.app", after=Schema()),
            step("create", NOTES, after=Table(), parts=NOTES_COLUMNS),
        ],
    )


@contextmanager
def locked(shop: Shop) -> Iterator[Callable[[], None]]:
    """Somebody else holds the table, until the block ends or what it gives is called."""
    with psycopg.connect(shop.superuser.reveal()) as other:
        other.execute("lock table app.notes in access exclusive mode")
        yield other.rollback


def test_a_whole_system_that_belongs_to_another_role_is_made_without_superuser(shop: Shop) -> None:
    events: list[Event] = []
    passwords = Passwords()
    steps = system("app_login")

    report = run(shop, steps, events, passwords=passwords)

    assert [str(done.address) for done in report.done] == [str(each.address) for each in steps]
    assert shop.one("select nspowner::regrole::text from pg_namespace where nspname = 'app'") == "app_login"
    assert shop.one("select typowner::regrole::text from pg_type where typname = 'mood'") == "app_login"
    assert shop.one("select relowner::regrole::text from pg_class where relname = 'notes'") == OWNER
    assert shop.one("select has_column_privilege('reader', 'app.notes', 'text', 'update')") is True
    assert shop.one("select defaclacl::text from pg_default_acl") == "{reader=r/app_login}"
    assert shop.one("select indisvalid from pg_index where indexrelid = 'app.by_text'::regclass") is True
    assert [type(event) for event in events].count(StepStarted) == len(steps)
    assert [type(event) for event in events].count(StepFinished) == len(steps)


def test_borrowed_roles_are_given_back(shop: Shop) -> None:
    run(shop, system("app_login"))
    assert shop.one(f"select pg_has_role('{OWNER}', 'app_login', 'USAGE')") is False


def test_the_delivered_password_logs_in_and_only_a_verifier_was_sent(shop: Shop) -> None:
    passwords = Passwords()
    report = run(shop, [step("create", "role.some_login", after=Role(login=True))], passwords=passwords)

    password = passwords.kept["some_login"]
    with psycopg.connect(shop.url_of("some_login", password).reveal()) as session:
        assert session.execute("select current_user").fetchone() == ("some_login",)
    stored = shop.one("select rolpassword from pg_authid where rolname = 'some_login'")
    assert str(stored).startswith("SCRAM-SHA-256$4096:")
    assert report.statements[-1] == "ALTER ROLE some_login PASSWORD '(sensitive value)'"
    assert password.reveal() not in str(report)


def test_a_password_that_can_not_be_delivered_is_told_with_the_way_out(shop: Shop) -> None:
    with pytest.raises(NeonpyError, match="could not be delivered") as caught:
        run(
            shop, [step("create", "role.some_login", after=Role(login=True))], passwords=Passwords(fails=True)
        )
    assert "role.some_login: disk full" in caught.value.detail
    assert "\\password" in caught.value.hint
    assert shop.one("select count(*) from pg_roles where rolname = 'some_login'") == 1


def test_a_failure_rolls_its_transaction_back_and_says_what_stays(shop: Shop) -> None:
    events: list[Event] = []
    steps = [
        step("create", "schema.app", after=Schema(), transaction=Transaction.OWN),
        step("create", NOTES, after=Table(), parts=NOTES_COLUMNS),
        step("add", f"{NOTES}/column.bad", after=Column(type="nosuchtype")),
    ]
    with pytest.raises(PostgresError) as caught:
        run(shop, steps, events)

    assert caught.value.sqlstate == "42704"
    assert f"{at(NOTES)}/column.bad: add" in caught.value.detail
    assert 'type "nosuchtype" does not exist' in caught.value.detail
    assert "Statement: ALTER TABLE app.notes ADD COLUMN bad nosuchtype" in caught.value.detail
    assert "Done before it: 1 step; rolled back with it: 1 step." in caught.value.detail
    assert shop.one("select to_regclass('app.notes')") is None
    assert shop.one("select to_regnamespace('app')::text") == "app"
    assert isinstance(events[-1], StepFailed)
    assert [event.what for event in events if isinstance(event, StepFinished)] == ["create"]


@pytest.mark.parametrize("transaction", list(Transaction), ids=str)
def test_a_lock_is_waited_for_in_every_kind_of_transaction(shop: Shop, transaction: Transaction) -> None:
    make_notes(shop)
    operation = "build_concurrently" if transaction is Transaction.NONE else "create"
    build = step(operation, f"{NOTES}/index.by_text", after=BY_TEXT, transaction=transaction, lock_timeout=40)
    tried_again = []
    with locked(shop) as release:

        def hear(event: Event) -> None:
            if isinstance(event, StepProgress) and "tries again" in event.text:
                tried_again.append(event)
                release()

        run(shop, [build], on_event=hear)

    assert shop.one("select indisvalid from pg_index where indexrelid = 'app.by_text'::regclass") is True
    assert tried_again


def test_patience_ends_with_the_address_of_what_is_locked(shop: Shop) -> None:
    make_notes(shop)
    build = step("create", f"{NOTES}/index.by_text", after=BY_TEXT, lock_timeout=20)
    with locked(shop), pytest.raises(PostgresLockError, match=r"index\.by_text") as caught:
        run(shop, [build], patience=AT_ONCE)
    assert caught.value.sqlstate == "55P03"


def test_a_statement_timeout_holds_outside_a_transaction(shop: Shop) -> None:
    make_notes(shop)
    slow = step(
        "add", f"{NOTES}/column.slow", after=Column(type="text", default="pg_sleep(9)::text"),
        transaction=Transaction.NONE, statement_timeout=50,
    )  # fmt: skip
    shop.session.execute("insert into app.notes (text) values ('x')")
    with pytest.raises(PostgresError) as caught:
        run(shop, [slow])
    assert caught.value.sqlstate == "57014"


def test_an_invalid_leftover_of_an_interrupted_build_is_replaced(shop: Shop) -> None:
    make_notes(shop)
    shop.session.execute("insert into app.notes (text) values ('x'), ('x')")
    unique = replace(BY_TEXT, unique=True)
    build = step("build_concurrently", f"{NOTES}/index.by_text", after=unique, transaction=Transaction.NONE)
    with pytest.raises(PostgresError):
        run(shop, [build])
    assert shop.one("select indisvalid from pg_index where indexrelid = 'app.by_text'::regclass") is False

    shop.session.execute("delete from app.notes where id = 1")
    report = run(shop, [build])
    assert shop.one("select indisvalid from pg_index where indexrelid = 'app.by_text'::regclass") is True
    assert report.statements[0] == "DROP INDEX CONCURRENTLY app.by_text"


def test_a_replacement_left_over_is_built_anew_and_swapped(shop: Shop) -> None:
    make_notes(shop)
    index = f"{NOTES}/index.by_text"
    build = step("build_replacement_concurrently", index, Index(), BY_TEXT, transaction=Transaction.NONE)
    swap = step("swap_replacement", index, transaction=Transaction.OWN)
    drop = step("drop_replaced_concurrently", index, transaction=Transaction.NONE)
    shop.session.execute("create index by_text on app.notes (id)")
    run(shop, [build])

    run(shop, [build, swap, drop])

    found = shop.session.execute(
        "select indexname from pg_indexes where tablename = 'notes' order by 1"
    ).fetchall()
    assert found == [("by_text",), ("notes_pkey",)]
    assert "(text)" in str(shop.one("select pg_get_indexdef('app.by_text'::regclass)"))


def test_a_second_neonpy_waits_and_is_told_for_whom(shop: Shop) -> None:
    other = psycopg.connect(shop.superuser.reveal(), application_name="another neonpy", autocommit=True)
    other.execute(f"select pg_advisory_lock({LOCK_KEY})")
    events: list[Event] = []
    pid = other.info.backend_pid

    def hear(event: Event) -> None:
        events.append(event)
        other.close()

    run(shop, [step("create", "schema.app", after=Schema())], on_event=hear)
    assert f"pid {pid} (another neonpy)" in str(events[0])


def test_a_second_neonpy_gives_up_and_says_who_has_the_lock(shop: Shop) -> None:
    with psycopg.connect(shop.superuser.reveal(), application_name="another neonpy") as other:
        other.execute(f"select pg_advisory_lock({LOCK_KEY})")
        with pytest.raises(PostgresLockError, match=r"\(another neonpy\)"):
            run(shop, [step("create", "schema.app", after=Schema())], turn=Turn(AT_ONCE))


def test_who_has_the_lock_is_known_from_the_journal(shop: Shop) -> None:
    """The person, the command, the run, since when; and what Postgres knows of the session."""
    run(
        shop, [step("create", "schema.old", after=Schema())], run=Run(who="carol", command="neonpy apply old")
    )
    theirs = Run(who="alice@laptop", command="neonpy apply shop")
    with opened(shop.owner, session_name(theirs)) as other:
        send(other, f"select pg_advisory_lock({LOCK_KEY})")
        Journal(theirs).begin(other)
        with pytest.raises(PostgresLockError) as refused:
            run(shop, [step("create", "schema.app", after=Schema())], turn=Turn(AT_ONCE))

    assert "alice@laptop with `neonpy apply shop` since 20" in refused.value.detail
    assert f"(neonpy apply shop (alice@laptop)) as {OWNER}" in refused.value.detail
    assert "carol" not in refused.value.detail


def test_waiting_for_another_neonpy_ends_at_once_when_nobody_wants_it_any_more(shop: Shop) -> None:
    stop = threading.Event()
    stop.set()
    with psycopg.connect(shop.superuser.reveal()) as other:
        other.execute(f"select pg_advisory_lock({LOCK_KEY})")
        with pytest.raises(NeonpyError, match="interrupted"):
            run(shop, [step("create", "schema.app", after=Schema())], turn=Turn(stop=stop))


def test_names_in_expressions_are_found_in_the_objects_schema_then_in_public(shop: Shop) -> None:
    shop.session.execute(
        "create schema app; create function app.f() returns int immutable language sql as 'select 1'"
    )
    shop.session.execute("create function public.g() returns int immutable language sql as 'select 2'")
    shop.session.execute(
        "create schema b; create function b.f() returns int immutable language sql as 'select 3'"
    )
    shop.session.execute(f"grant usage on schema app, b to {OWNER}; grant create on schema app, b to {OWNER}")
    columns = [
        ((f"table.{schema}.t/column.x", Column(type="int", default="f() + g()")),) for schema in ("app", "b")
    ]
    steps = [
        step("create", f"table.{schema}.t", after=Table(), parts=parts)
        for schema, parts in zip(("app", "b"), columns, strict=True)
    ]
    run(shop, steps)
    shop.session.execute("insert into app.t default values; insert into b.t default values")
    assert (shop.one("select x from app.t"), shop.one("select x from b.t")) == (3, 5)


def test_waiting_is_bounded_and_never_the_same_twice() -> None:
    pauses = list(Patience(first=1, longest=4, total=20).pauses())
    assert sum(pauses) == pytest.approx(20)
    assert all(pause <= 4 for pause in pauses)
    assert len(set(pauses)) == len(pauses)


def test_the_session_ends_with_the_run(shop: Shop) -> None:
    run(shop, [step("create", "schema.app", after=Schema())])
    deadline = time.monotonic() + 60
    left = "select count(*) from pg_stat_activity where application_name = 'neonpy' and datname = current_database()"
    while shop.one(left) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert shop.one(left) == 0


def test_the_session_may_be_left_to_whoever_looks_at_the_work(shop: Shop) -> None:
    left: list[Driver] = []
    run(shop, [step("create", "schema.app", after=Schema())], leave=left.append)
    [session] = left
    with closing(session):
        held = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
        assert session.execute(held).fetchone() == (0,)
        assert session.execute("select to_regnamespace('app')::text").fetchone() == ("app",)
        assert session.info.transaction_status is TransactionStatus.IDLE


def test_a_session_in_which_a_step_failed_is_left_to_nobody(shop: Shop) -> None:
    left: list[Driver] = []
    twice = [step("create", "schema.app", after=Schema())] * 2
    with pytest.raises(PostgresError):
        run(shop, twice, leave=left.append)
    assert left == []


def test_a_role_that_can_not_log_in_gets_no_password(shop: Shop) -> None:
    passwords = Passwords()
    run(shop, [step("create", "role.nologin", after=Role())], passwords=passwords)
    assert passwords.kept == {}
    assert shop.one("select rolpassword is null from pg_authid where rolname = 'nologin'") is True
