"""A baseline of query times, written, read back, and compared with now."""

from __future__ import annotations

import json
from typing import Any

import pytest

from neonctl_py.errors import NeonpyError
from neonctl_py.model.query_statistics import QueryStatistics
from neonctl_py.render.json_document import dumps
from neonctl_py.render.performance_document import baseline_document, comparison_document, read_baseline
from neonctl_py.render.terminal.performance import comparison_lines
from neonctl_py.report.performance import Baseline, DatabaseStatistics, Judging, compare, merged

READ = "select * from notes where id = $1"
WRITE = "insert into notes values ($1)"


def row(query: str, mean: float, calls: int = 100, deviation: float = 0.0) -> QueryStatistics:
    return QueryStatistics(
        query=query, calls=calls, mean=mean, deviation=deviation, least=mean / 2, most=mean * 4, rows=calls
    )


def taken(*rows: QueryStatistics, since: str = "", name: str = "db") -> Baseline:
    return Baseline(
        at="2026-11-01T00:00:00+00:00", databases={name: DatabaseStatistics(since=since, rows=rows)}
    )


@pytest.mark.parametrize(
    ("before", "after", "judging", "regressed"),
    [
        (50, 54, {}, False),
        (50, 55.1, {}, True),
        (50, 55.1, {"threshold": 25}, False),
        (50, 20, {}, False),
        (0.1, 0.19, {}, False),  # a tenth of a millisecond is noise
        (0.1, 0.19, {"noise": 0.01}, True),
        (50, 90, {"by": "p95"}, True),
        (50, 90, {"min_calls": 101}, False),
    ],
)
def test_what_is_slower(before: float, after: float, judging: dict[str, Any], regressed: bool) -> None:
    found = compare(taken(row(READ, before)), taken(row(READ, after)), Judging(**judging))
    assert found.has_regressed is regressed


def test_counters_that_went_on_are_judged_by_what_ran_since() -> None:
    """A year of fast queries hides nothing: 100 of 10 ms, then 10 of 100 ms."""
    before = taken(row(READ, 10.0, calls=100, deviation=2.0), row(WRITE, 5.0), since="monday")
    after = taken(row(READ, 2000 / 110, calls=110, deviation=26.0), row(WRITE, 5.0), since="monday")
    found = compare(before, after, Judging())
    (change,) = found.changes
    assert (change.of, round(change.after.mean), change.after.calls) == ("select", 100, 10)
    assert found.only_since == ("db",)
    assert found.unmeasured == ("db insert",)
    assert found.has_regressed
    anew = compare(before, taken(row(READ, 2000 / 110, calls=110), since="tuesday"), Judging())
    assert round(anew.changes[0].after.mean) == 18
    assert anew.only_since == ()


def test_statements_that_made_it_slower_are_named() -> None:
    other = "select name from notes where owner = $1"
    found = compare(
        taken(row(READ, 10), row(other, 10)),
        taken(row(READ, 30), row(other, 10), row("select 1", 1)),
        Judging(),
    )
    (change,) = found.changes
    assert [one.query for one in change.slower] == [READ]
    assert change.new == 1
    text = "\n".join(line.plain for line in comparison_lines(found, Judging(), width=200))
    assert "  slower  select       mean 10 -> 13.7 ms (+37 %), 300 calls, 1 new statement" in text
    assert f"          10 -> 30 ms, 100 calls: {READ}" in text
    assert "1 type of 1 slower by more than 10 %, against 2026-11-01T00:00:00+00:00." in text
    assert comparison_document(found)["changes"][0]["percent"] == 36.67


def test_a_statement_that_is_counted_twice_is_one() -> None:
    """By 100 calls of 10 ms and 300 of 30: no information is lost."""
    (one,) = merged([row(READ, 10, calls=100), row(READ, 30, calls=300)])
    assert (one.calls, one.mean, one.rows) == (400, 25, 400)
    assert one.deviation == pytest.approx(75**0.5)
    assert (one.least, one.most) == (5, 120)


def test_several_databases_are_known_by_name() -> None:
    before = Baseline(at="", databases={**taken(name="a").databases, **taken(name="b").databases})
    found = compare(before, taken(name="b"), Judging())
    assert found.missing == ("a",)


def test_one_database_is_the_same_whatever_it_is_called() -> None:
    found = compare(taken(row(READ, 10), name="a"), taken(row(READ, 10), name="b"), Judging())
    assert [change.database for change in found.changes] == ["b"]


def test_a_baseline_is_read_as_it_was_written() -> None:
    baseline = taken(row(READ, 10.5), row(WRITE, 1.25, deviation=0.5), since="monday 5 7")
    read = read_baseline(json.loads(dumps(baseline_document(baseline))))
    assert set(read.databases["db"].rows) == set(baseline.databases["db"].rows)
    assert (read.at, read.databases["db"].since) == (baseline.at, "monday 5 7")


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        "text",
        {"type": "plan"},
        {"type": "perf_baseline", "format_version": "9.0"},
        {"type": "perf_baseline", "format_version": "1.0", "at": "", "databases": {"a": {"since": ""}}},
        {
            "type": "perf_baseline",
            "format_version": "1.0",
            "at": "",
            "databases": {"a": {"since": "", "statements": [{"query": "x"}]}},
        },
    ],
)
def test_what_is_no_baseline_is_told(document: object) -> None:
    with pytest.raises(NeonpyError, match="not a baseline"):
        read_baseline(document)
