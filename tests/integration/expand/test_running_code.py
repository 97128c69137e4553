"""Old and new code write all the time while a column changes in halves: no statement fails, no write is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from two_halves import told

from neonctl_py.report.events import StepProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from two_halves import Shop

OLD = "people:\n  columns: {id: bigint primary key, full_name: text not null}\n"
NEW = (
    "people:\n  columns:\n    id: bigint primary key\n"
    "    name: {type: text, null: false, renamed_from: full_name, expand: 2-step}\n"
)
FILLED = "insert into people select n, 'x' || repeat('y', 150) from generate_series(1, 60000) n"
FEW = "insert into people select n, 'x' from generate_series(1, 20000) n"
NEONPY = Path(sys.executable).parent / "neonpy"


class Code:
    """Writes through its own name of the column: row ``n`` of its kind gets the last value that it gave it."""

    def __init__(self, shop: Shop, name: str, first: int) -> None:
        self.name, self.first, self.written = name, first, 0
        self.errors: list[str] = []
        self._stop = threading.Event()
        self._session = shop.another()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                number = self.first + self.written
                self._session.execute(
                    f"insert into people (id, {self.name}) values ({number}, 'new')"  # type: ignore[arg-type]  # a test's text
                )
                self._session.execute(f"update people set {self.name} = 'v{number}' where id = {number}")  # type: ignore[arg-type]  # a test's text
                old = self.written % 20000 + 1
                self._session.execute(f"update people set {self.name} = 'o{number}' where id = {old}")  # type: ignore[arg-type]  # a test's text
                self.written += 1
        except psycopg.Error as error:
            self.errors.append(str(error))
        finally:
            self._session.close()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        assert self.errors == []
        assert self.written > 0


def test_no_write_fails_and_none_is_lost(shop: Shop) -> None:
    """Old code through the first half, both in between, new code through the second."""
    shop.declare(OLD)
    shop.apply()
    shop.run(FEW)
    old_code = Code(shop, "full_name", 1_000_000)
    shop.declare(NEW)
    shop.apply()
    new_code = Code(shop, "name", 2_000_000)
    time.sleep(0.2)
    old_code.stop()
    apart = shop.run("select count(*) from people where name is distinct from full_name")
    shop.apply("breaks-running-code", contract=True)
    new_code.stop()
    assert apart == [(0,)]
    lost = "select count(*) from people where id >= 1000000 and name <> 'v' || id"
    assert shop.run(lost) == [(0,)]
    assert shop.run("select count(*) from people") == [(20000 + old_code.written + new_code.written,)]


def _in_a_process(shop: Shop, *options: str) -> subprocess.Popen[bytes]:
    assert shop.desired
    environment = {**os.environ, "SHOP_URL": shop.url.reveal(), "NEONPY_PLAN_CACHE": ""}
    command = [str(NEONPY), "apply", str(shop.folder / "stack.yaml"), "--yes", *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.mark.slow
def test_killed_in_the_middle_the_same_command_goes_on(shop: Shop) -> None:
    """It passes over what was done, and finishes."""
    shop.declare(OLD)
    shop.apply()
    shop.run(FILLED)
    shop.run(
        "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.0002); return new; end $$"
    )
    shop.run("create trigger slow before update on people for each row execute function slow()")
    shop.declare(NEW + "  triggers: {slow: {before: [update], execute: public.slow()}}\n")
    running = _in_a_process(shop)
    _wait(lambda: bool(shop.run("select to_regclass('neonpy.backfill')")[0][0]))
    _wait(lambda: shop.run("select count(*) from neonpy.backfill")[0][0] == 1)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    seen = shop.run("select seen from neonpy.backfill")[0][0]
    shop.run("drop trigger slow on people")
    shop.declare(NEW)

    shop.apply()
    texts = [event.text for event in shop.events if isinstance(event, StepProgress)]
    assert any(text.startswith("goes on after ") for text in texts)
    assert 0 < seen < 60000
    assert told(shop.plan()) == ["NP320"]
    assert shop.run("select count(*) from people where name is distinct from full_name") == [(0,)]


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_a_row_that_somebody_holds_is_waited_for_and_told(shop: Shop) -> None:
    """The batch gives up and tries again, so that the rows before it are free meanwhile."""
    shop.declare(OLD)
    shop.apply()
    shop.run(FEW)
    shop.declare(NEW)
    shop.apply_until("backfill")
    with shop.another() as other:
        other.execute("begin")
        other.execute("update people set full_name = 'held' where id = 1")
        applying = threading.Thread(target=shop.apply)
        applying.start()
        _wait(lambda: any("waits for a row's lock" in getattr(event, "text", "") for event in shop.events))
        other.execute("commit")
    applying.join()
    assert shop.run("select name from people where id = 1") == [("held",)]
