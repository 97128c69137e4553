"""Tables of what was found: units by the column's name, cut where the terminal ends, trees by their depth."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.project import Project
from neonctl_py.plan.cost import estimate
from neonctl_py.render.cost_report_document import cost_report_document
from neonctl_py.render.quantities import bytes_words, heading, long_duration_words, quantity
from neonctl_py.render.terminal.cost import cost_lines
from neonctl_py.render.terminal.inspection import overview_lines, report_lines
from neonctl_py.render.terminal.table import table_lines
from neonctl_py.report.cost_report import CostReport
from neonctl_py.report.inspection_report import DatabaseReport
from neonctl_py.report.inspections import INSPECTIONS, Finding
from neonctl_py.report.masked_sql import masked_sql
from neonctl_py.workflows.price_list import price_list


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


def found(name: str, *rows: tuple[Any, ...], **more: Any) -> Finding:
    return Finding(
        inspection=INSPECTIONS[name],
        columns=("index", "size_bytes"),
        rows=rows,
        hurting=(True,) * len(rows),
        **more,
    )


FOUND = DatabaseReport(
    database="project.shop/branch.main/database.shop",
    server={},
    findings=(
        found("invalid-indexes", ("public.a", 8192), ("public.b", 8192)),
        found("locks"),
        found("outliers", problem="It needs something."),
        found("calls", problem="It needs something."),
    ),
)


def test_the_overview_tells_only_what_needs_somebody_and_where_to_look_closer() -> None:
    text = "\n".join(line.plain for line in overview_lines([FOUND], width=100, command="neonpy inspect shop"))
    assert "  ! invalid-indexes     2 of 2: indexes that an interrupted build left" in text
    assert "  ? outliers, calls: It needs something." in text
    assert "1 question of 4 found nothing that needs somebody." in text
    assert "neonpy inspect NAME shop" in text


def test_a_named_question_has_its_rows_and_what_to_do_and_says_when_there_are_none() -> None:
    text = "\n".join(line.plain for line in report_lines([FOUND], width=100, limit=1))
    for words in ("  ! public.a  8.0 kB", "and 1 more (--limit 0 shows all)", "drop index concurrently NAME"):
        assert words in text
    assert "No locks but those of readers." in text


def test_an_estimate_has_its_items_its_sum_its_plan_and_all_that_is_assumed() -> None:
    shop = Address("project", "shop")
    objects: dict[Address, Any] = {
        shop: Project(history_retention=7 * 86_400),
        shop.child("branch", "main"): Branch(),
        shop.child("branch", "main").child("compute"): Compute(min_cu=1, max_cu=1, suspend_after=-1),
    }
    prices = price_list()
    report = CostReport(
        stack="shop",
        prices=prices,
        declared=estimate(objects, prices, {}),
        now=estimate({}, prices, {}),
        elsewhere=(Address("project", "other"),),
    )
    text = "\n".join(line.plain for line in cost_lines(report, width=120))
    for words in (
        "branch.main/compute  compute  730.00 CU-hours  $0.106  $77.38   1 CU for 730 hours, never suspends",
        "About $77.76 a month.",
        "What is there now: about $0.00; an apply makes +$77.76 of it.",
        "Reckoned with the plan Launch.",
        "Launch is needed for 7 days of history: project.shop",
        "project.other is not on Neon",
        f"Prices of {prices.as_of}",
        "1 GB of data where nobody tells the size: project.shop/branch.main.",
    ):
        assert words in text
    document = cost_report_document(report)
    assert (document["declared"]["about"], document["declared"]["plan"]) == (77.76, "launch")
    assert document["declared"]["by_project"] == {"project.shop": 77.76}
