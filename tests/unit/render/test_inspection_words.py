"""Tables of what was found: units by the column's name, cut where the terminal ends, trees by their depth."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from neonctl_py.render.quantities import bytes_words, heading, long_duration_words, quantity
from neonctl_py.render.terminal.table import table_lines
from neonctl_py.report.masked_sql import masked_sql


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1024, "1.0 kB"),
        (102_400, "100 kB"),
        (7_700_000, "7.3 MB"),
        (-2048, "-2.0 kB"),
        (5 * 1024**4, "5.0 TB"),
    ],
)
def test_bytes_in_the_steps_of_postgres(size: int, words: str) -> None:
    assert bytes_words(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.012, "12 ms"), (59.2, "59s"), (3599, "59m 59s"), (11_520, "3h 12m"), (180_000, "2d 2h")],
)
def test_long_times_in_two_units(seconds: float, words: str) -> None:
    assert long_duration_words(seconds) == words


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("size_bytes", 2048, "2.0 kB"),
        ("hit_percent", 99.5, "99.5 %"),
        ("waits_seconds", 3.21, "3.2s"),
        ("calls", 12345, "12,345"),
        ("pid", 12345, "12345"),
        ("rows_per_call", Decimal("2.5"), "2.5"),
        ("granted", False, "no"),
        ("last_vacuum", datetime(2026, 11, 21, 9, 5, tzinfo=UTC), "2026-11-21 09:05"),
        ("query", "select\n  1\x1b[31m", "select 1\\x1b[31m"),
        ("role_limit", None, ""),
    ],
)
def test_a_value_has_the_unit_of_its_column(column: str, value: Any, words: str) -> None:
    assert quantity(column, value) == words


def test_a_heading_leaves_the_unit_out() -> None:
    assert [heading(name) for name in ("size_bytes", "role_limit")] == ["size", "role limit"]


def lines(columns: tuple[str, ...], rows: list[tuple[Any, ...]], width: int = 80) -> list[str]:
    return [line.plain for line in table_lines(columns, rows, [True] + [False] * len(rows), width=width)]


def test_numbers_stand_at_the_right_and_empty_columns_are_left_out() -> None:
    assert lines(("name", "calls", "note"), [("a", 5, ""), ("bb", 1000, None)]) == [
        "    name  calls",
        "  ! a         5",
        "    bb    1,000",
    ]


def test_a_tree_is_indented_by_its_depth() -> None:
    rows = [(0, 10, "holds"), (1, 20, "waits"), (2, 30, "waits")]
    assert lines(("depth", "pid", "state"), rows) == [
        "    pid       state",
        "  ! 10        holds",
        "    └─ 20     waits",
        "       └─ 30  waits",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    rows = [("public.orders_with_a_long_name", 12, "select " + "x, " * 200), ("público.表表表表", 3, "")]
    shown = lines(("table", "calls", "query"), rows, width)
    assert max(len(line) for line in shown) <= width
    assert ("…" in shown[1]) == (width < 600)


@pytest.mark.parametrize(
    ("statement", "masked"),
    [
        ("alter role app password 'hunter2'", "alter role app password '…'"),
        ("select 'it''s', 2", "select '…', 2"),
        (r"select e'a\'b', 1", "select '…', 1"),
        ("select $$secret$$, $1", "select '…', $1"),
        ("select $t$a $$ b$t$", "select '…'"),
        ("select 'cut of", "select '…'"),
        ("select $$cut of", "select '…'"),
        ('select "it\'s" from t', 'select "it\'s" from t'),
        ("select 1 -- key 'x'\n, /* 'y' */ 2", "select 1 , 2"),
        ("update t\n   set a = 1", "update t set a = 1"),
    ],
)
def test_statements_of_others_are_shown_without_their_literals(statement: str, masked: str) -> None:
    assert masked_sql(statement) == masked
