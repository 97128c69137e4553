"""What is changed while others work: who holds a transaction open stops nobody but us, and no row is read under a lock that would.

No clock decides here: what Postgres counts and shows does.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from online_rows import ROWS, Row
from pair_run import DATABASE, Wishes, observed_in, plan_between
from step_by_step import Held, one_by_one

from neonctl_py.apply.patience import Patience
from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.locks import BLOCKS_READERS, BLOCKS_WRITERS
from neonctl_py.plan.steps import SqlStep, Transaction
from neonctl_py.report.events import Event, StepProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

    Make = Callable[[], tuple[Secret, Connection]]

NUMBERS = "create sequence numbers start 1000;"
PATIENT = Patience(first=0.02, longest=0.1, total=60, lock_timeout=150)
BLOCKED = "55P03"


def sampled(rows: list[Row]) -> list[Any]:
    """A few of them by default, all with the slow tests."""
    slow = pytest.mark.slow
    return [
        pytest.param(row, id=row.name, marks=() if number % 5 == 0 else slow)
        for number, row in enumerate(rows)
    ]


def ends(make: Make, row: Row) -> tuple[Secret, Connection, Plan]:
    """The database as it is, and the plan that leads to what is wanted."""
    url, there = make()
    there.execute(NUMBERS + row.setup + row.first)
    _, goal = make()
    goal.execute(NUMBERS + row.setup + row.first)
    goal.execute(row.wanted)
    plan = plan_between(observed_in(there), observed_in(goal), Wishes(all_large=True))
    return url, there, plan


@pytest.mark.parametrize("row", sampled(ROWS))
def test_who_holds_a_transaction_open_stops_nobody_but_us(row: Row, empty_database: Make) -> None:
    """A writer's transaction stays open until others, who came later, have read and written; then the change is made."""
    url, there, plan = ends(empty_database, row)
    events: list[Event] = []
    waits = threading.Event()

    def hear(event: Event) -> None:
        events.append(event)
        if isinstance(event, StepProgress) and "wait" in event.text:
            waits.set()

    with opened_by_a_writer(url, row) as holder, workers(url, row) as work:
        pid = holder.info.backend_pid
        applying = threading.Thread(target=lambda: outcome.append(run(url, plan, hear)))
        outcome: list[object] = []
        applying.start()
        if row.blocks != "none":
            assert waits.wait(100), f"nothing {outcome} had to wait for the open transaction"
        work.more()  # each of them once more, after the change has begun to wait
        holder.commit()
        applying.join(200)
    assert outcome == [None]
    assert work.blocked == []
    if row.blocks != "none":
        assert f"pid {pid} (holder" in str(events)
    again = plan_between(observed_in(there), observed_in(there))
    assert again.is_empty


def run(url: Secret, plan: Plan, hear: Callable[[Event], None]) -> object:
    try:
        run_sql_steps(
            url,
            [step for step in plan.steps if isinstance(step, SqlStep)],
            database=DATABASE,
            patience=PATIENT,
            on_event=hear,
        )
    except Exception as error:  # noqa: BLE001  told by the thread that waits for it
        return getattr(error, "detail", "") or error
    return None


@pytest.mark.parametrize("row", sampled([row for row in ROWS if row.blocks in ("all", "writers")]))
def test_the_plain_form_would_have_stopped_them(row: Row, empty_database: Make) -> None:
    """It waits for the same open transaction, without an end, and whoever comes later waits behind it."""
    url, there = empty_database()
    there.execute(NUMBERS + row.setup + row.first)
    with opened_by_a_writer(url, row) as holder:
        plain = psycopg.connect(url.reveal(), autocommit=True)
        stopped = threading.Thread(target=lambda: plain.execute(row.change))
        stopped.start()
        wait_until_it_waits(there, plain.info.backend_pid)
        late = row.write if row.blocks == "writers" else row.read
        with (
            psycopg.connect(url.reveal(), options="-c lock_timeout=50") as other,
            pytest.raises(psycopg.errors.LockNotAvailable),
        ):
            other.execute(late)
        holder.commit()
        stopped.join(60)
        plain.close()


@pytest.mark.parametrize("row", sampled(ROWS))
def test_no_row_is_read_under_a_lock_that_stops_others(row: Row, empty_database: Make) -> None:
    url, _, plan = ends(empty_database, row)
    for held in one_by_one(url, plan):
        if held.lock in BLOCKS_WRITERS:
            assert (held.scans, held.is_rewritten) == (0, False), held


@pytest.mark.parametrize("row", sampled([row for row in ROWS if row.blocks in ("all", "writers")]))
def test_the_plain_form_would_have_read_them_all_under_its_lock(row: Row, empty_database: Make) -> None:
    url, there = empty_database()
    there.execute(NUMBERS + row.setup + row.first)
    if row.name == "partition that leaves":
        pytest.skip("its lock is short; only whoever waits for it stops everybody")
    with psycopg.connect(url.reveal()) as session:
        held = Held.of(session, lambda: session.execute(row.change))
    assert held.lock in BLOCKS_READERS if row.blocks == "all" else held.lock in BLOCKS_WRITERS
    assert held.scans or held.is_rewritten


@pytest.mark.parametrize("row", sampled(ROWS))
def test_every_step_has_its_timeouts(row: Row, empty_database: Make) -> None:
    """Strong locks are waited for shortly; what reads all rows may take its time, everything else may not."""
    _, _, plan = ends(empty_database, row)
    for step in plan.steps:
        assert isinstance(step, SqlStep)
        may_take_long = step.transaction is Transaction.NONE or Hazard.LONG_SCAN in step.hazards
        assert (step.statement_timeout == 0) == may_take_long, step
        if step.effect.lock in BLOCKS_WRITERS:
            assert 0 < step.lock_timeout <= 3000


class _Work:
    """Readers and writers who take turns as fast as they can, and give up when one turn lasts much too long."""

    def __init__(self, url: Secret, row: Row) -> None:
        self.blocked: list[str] = []
        self._url = url
        self._done = threading.Event()
        self._turns = {row.read: 0, row.write: 0}
        self._turned = threading.Condition()
        self._threads = [threading.Thread(target=self._turn, args=(text,)) for text in self._turns]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def more(self) -> None:
        """Waits until each has had two more turns."""
        before = dict(self._turns)
        with self._turned:
            assert self._turned.wait_for(
                lambda: self.blocked or all(self._turns[text] >= before[text] + 2 for text in before), 100
            )

    def _turn(self, text: str) -> None:
        with psycopg.connect(self._url.reveal(), autocommit=True) as session:
            session.execute("set lock_timeout = '60s'")
            while not self._done.wait(0.01):
                try:
                    session.execute(text)
                except psycopg.errors.LockNotAvailable as error:
                    self.blocked.append(f"{text}: {error}")
                with self._turned:
                    self._turns[text] += 1
                    self._turned.notify_all()


@contextmanager
def workers(url: Secret, row: Row) -> Iterator[_Work]:
    work = _Work(url, row)
    work.start()
    try:
        yield work
    finally:
        work.stop()


@contextmanager
def opened_by_a_writer(url: Secret, row: Row) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(url.reveal(), application_name="holder") as session:
        session.execute(row.write)
        yield session


def wait_until_it_waits(session: Connection, pid: int) -> None:
    question = f"select wait_event_type = 'Lock' from pg_stat_activity where pid = {pid}"
    for _ in range(600):
        if session.execute(question).fetchone() == (True,):
            return
        threading.Event().wait(0.02)
    raise AssertionError("the plain form waits for nobody")
