"""What a step does to a database, as it is measured while it is done."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from ddl_cases import DATABASE, step
from ddl_shop import OWNER, Shop

from neonctl_py.apply.meter import Meter
from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.errors import PostgresError
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.table import Table
from neonctl_py.plan.steps import SqlStep, Transaction

if TYPE_CHECKING:
    from neonctl_py.report.rehearsal_report import StepMeasured

ORDERS = "table.app.orders"
ROWS = 2000


@pytest.fixture
def orders(shop: Shop) -> Shop:
    shop.session.execute(f"set role {OWNER}")
    shop.session.execute(
        "create schema app; create table app.orders (id int, note text); create table app.others (id int);"
        f"insert into app.orders select n, repeat('x', 100) from generate_series(1, {ROWS}) n"
    )
    shop.session.execute("reset role")
    return shop


def _measured(shop: Shop, *steps: SqlStep) -> list[StepMeasured]:
    meter = Meter(shop.owner)
    run_sql_steps(shop.owner, steps, database=DATABASE, meter=meter)
    return meter.measured


RETYPED = step(
    "alter", f"{ORDERS}/column.id", Column(type="integer"), Column(type="bigint"), changed=("type",)
)
CHECKED = step("add_not_valid", f"{ORDERS}/constraint.c", after=Check(expression="id > 0"))


def test_a_rewrite_is_told_with_its_rows_its_bytes_and_its_lock(orders: Shop) -> None:
    (found,) = _measured(orders, RETYPED)

    assert (found.lock, found.locked, found.rows) == ("ACCESS EXCLUSIVE", "app.orders", ROWS)
    assert min(found.wal_bytes, found.file_bytes) > ROWS * 100
    assert found.lock_seconds >= found.seconds > 0


def test_a_lock_is_held_from_its_step_to_the_end_of_the_transaction(orders: Shop) -> None:
    """The second step needs no new one; both hold the table until both are committed, the first for longer."""
    first, second = _measured(orders, CHECKED, RETYPED)

    assert (first.lock, second.lock) == ("ACCESS EXCLUSIVE", "ACCESS EXCLUSIVE")
    assert first.lock_seconds == second.lock_seconds >= first.seconds + second.seconds
    assert (first.rows, second.rows) == (0, ROWS)


def test_nobody_feels_the_locks_on_what_is_new(orders: Shop) -> None:
    (found,) = _measured(orders, step("create", "table.app.t", after=Table()))

    assert (found.lock, found.rows) == ("", 0)


def test_another_session_sees_what_is_held_outside_a_transaction(orders: Shop) -> None:
    """A writer is waited for with the lock in hand, so that there is something to see."""
    writer = psycopg.connect(orders.superuser.reveal())
    writer.execute("insert into app.orders values (0)")

    def end_when_it_is_waited_for() -> None:
        held = "select from pg_locks where granted and mode = 'ShareUpdateExclusiveLock' and relation = 'app.orders'::regclass"
        while orders.session.execute(held).rowcount == 0:
            time.sleep(0.05)
        time.sleep(0.5)  # so long the meter has time to look
        writer.close()

    ending = threading.Thread(target=end_when_it_is_waited_for)
    ending.start()
    build = step(
        "build_concurrently",
        f"{ORDERS}/index.i",
        after=Index(keys=(IndexKey("note"),)),
        transaction=Transaction.NONE,
    )
    (found,) = _measured(orders, build)
    ending.join()

    assert (found.lock, found.locked) == ("SHARE UPDATE EXCLUSIVE", "app.orders")
    assert 0 < found.lock_seconds <= found.seconds + 1


def test_what_was_rolled_back_is_not_measured(orders: Shop) -> None:
    meter = Meter(orders.owner)
    fails = step("add", f"{ORDERS}/constraint.d", after=Check(expression="id < 0"))
    with pytest.raises(PostgresError, match="is violated"):
        run_sql_steps(orders.owner, [CHECKED, fails], database=DATABASE, meter=meter)

    assert meter.measured == []
