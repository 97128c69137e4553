"""One screen of a dashboard: as wide and high as the terminal, whatever is on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from neonctl_py.render.terminal.dashboard import TABS, Dashboard, screen_lines
from neonctl_py.report.pulse import Gone, Pulse, Rows

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
SERVER = {
    "version": "17.4",
    "up_seconds": 4000.0,
    "is_replica": False,
    "size_bytes": 5_000_000,
    "connections": 7,
    "active": 2,
    "connection_limit": 97,
    "hit_percent": 99.1,
    "deadlocks": 0,
}
EMPTY = Rows(
    ("a",),
    nothing="There is nothing of that kind, and here is a sentence that is longer than a small screen.",
)


def pulse(transactions: float = 10.0) -> Pulse:
    return Pulse(
        moment=NOW,
        seconds=2.0,
        server=SERVER,
        rates={"transactions": transactions, "wal_bytes": 2048.0, "hit_percent": None},
        connections=Rows(("role", "state", "connections"), (("app", "active", 2), ("app", "idle", 4))),
        states={"active": 2, "idle": 4},
        running=EMPTY,
        statements=Rows(
            ("time_percent", "calls", "query"),
            tuple((n / 2, n, f"select 表{n} " + "x" * 300) for n in range(40)),
        ),
        blocked=Rows(
            ("depth", "pid", "role", "query"),
            ((0, 1, "ana", "lock table t"), (1, 2, "bob", "select 1"), (2, 3, "eve", "select 2")),
            (True, True, True),
        ),
        locks=EMPTY,
        replication=EMPTY,
        slots=EMPTY,
        tables=EMPTY,
    )


def shown(board: Dashboard, width: int = 80, height: int = 24, now: datetime = NOW) -> list[str]:
    return [line.plain for line in screen_lines(board, width=width, height=height, now=now)]


BOARD = Dashboard("project.shop/branch.main/database.shop", 2.0)


@pytest.mark.parametrize("tab", range(len(TABS)), ids=TABS)
@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 60), (40, 10), (20, 4), (81, 25)])
@pytest.mark.parametrize("is_gone", [False, True])
def test_it_fills_the_terminal_exactly(tab: int, width: int, height: int, *, is_gone: bool) -> None:
    board = BOARD.with_pulse(pulse()).with_pulse(pulse(20)).at_tab(tab)
    if is_gone:
        board = replace(board, gone=Gone(since=NOW, reason="server closed\nthe connection " * 9, again=1))
    lines = shown(board, width, height)
    assert len(lines) == height
    assert [line for line in lines if cell_len(line) > width] == []


def test_the_overview_tells_what_happened_and_who_waits() -> None:
    text = "\n".join(shown(BOARD.with_pulse(pulse(5)).with_pulse(pulse(10))))
    for words in (
        "PostgreSQL 17.4, up 1h 7m, 4.8 MB, 7 of 97 connections",
        "transactions          10.0/s  ▅█",
        "waiting                    2",
        "2 active, 4 idle",
        "└─ 2  ",
        "Statements by time",
    ):
        assert words in text


def test_before_the_first_look_it_says_so() -> None:
    assert "Looking …" in "\n".join(shown(BOARD))


def test_when_the_database_is_gone_it_says_since_when_and_why_over_what_was_seen_last() -> None:
    board = replace(BOARD.with_pulse(pulse()), gone=Gone(since=NOW, reason="it was\nshut down", again=4))
    lines = shown(board, now=NOW + timedelta(seconds=65))
    assert lines[2] == " Gone for 1m 5s: it was shut down  trying again …"
    assert any("2 active, 4 idle" in line for line in lines)
    assert board.with_pulse(pulse()).gone is None


def test_rows_are_gone_through_and_another_tab_begins_at_its_top() -> None:
    board = BOARD.with_pulse(pulse()).at_tab(TABS.index("queries"))
    first, later = shown(board)[3:], shown(board.scrolled(5))[3:]
    assert later[0] == first[5]
    assert shown(board.scrolled(-5))[3:] == first
    assert shown(board.scrolled(10_000))[-2].strip() != ""
    assert board.scrolled(5).at_tab(1).offset == 0


def test_after_the_last_tab_comes_the_first() -> None:
    assert (BOARD.at_tab(len(TABS)).tab, BOARD.at_tab(-1).tab) == (0, len(TABS) - 1)


def test_a_long_watch_keeps_a_bounded_history() -> None:
    board = BOARD
    for number in range(500):
        board = board.with_pulse(pulse(number))
    assert len(board.history["transactions"]) == 240
    assert board.history["transactions"][-1] == 499
