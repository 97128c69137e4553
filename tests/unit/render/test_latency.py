"""Percentiles by type of query, from what pg_stat_statements keeps of each statement."""

from __future__ import annotations

import random

import pytest

from neonctl_py.model.builtin_check import QUERY_TYPES
from neonctl_py.model.query_statistics import QueryStatistics
from neonctl_py.report.latency import by_type, percentile, query_type


def row(query: str = "select 1", times: list[float] | None = None, rows: int = 1) -> QueryStatistics:
    times = times or [1.0]
    mean = sum(times) / len(times)
    return QueryStatistics(
        query=query,
        calls=len(times),
        mean=mean,
        deviation=(sum((time - mean) ** 2 for time in times) / len(times)) ** 0.5,
        least=min(times),
        most=max(times),
        rows=rows,
    )


@pytest.mark.parametrize(
    ("query", "rows", "expected"),
    [
        ("select * from notes where id = $1", 1, "select"),
        ("select * from notes where id = $1 for update", 1, "select"),
        ("SELECT a.x FROM a JOIN b USING (id)", 1, "join"),
        ("select * from a, b where a.id = b.id", 1, "join"),
        ("select count(*) from a", 1, "aggregate"),
        ("select max ( x ) over (partition by y) from a join b using (id)", 1, "aggregate"),
        ("/* update */ select * from t", 1, "select"),
        ("select 'delete from x' from t", 1, "select"),
        ("insert into t values ($1)", 1, "insert"),
        ("with new as (insert into t values ($1) returning id) select * from new", 1, "insert"),
        ("insert into t select * from s", 500, "bulk_insert"),
        ("update t set x = $1 where id = $2", 1, "update"),
        ("update t set x = $1", 1000, "bulk_update"),
        ("merge into t using s on true when matched then do nothing", 1, "update"),
        ("delete from t where id = $1", 0, "delete"),
        ("delete from t", 100, "bulk_delete"),
    ],
)
def test_types(query: str, rows: int, expected: str) -> None:
    assert query_type(row(query, rows=rows)) == expected
    assert expected in QUERY_TYPES


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_an_estimate_is_near_the_truth(share: float) -> None:
    """Of three statements with a long tail each, within a quarter."""
    chance = random.Random(7)  # noqa: S311  numbers for a test
    drawn = [[chance.lognormvariate(mu, 0.6) for _ in range(4000)] for mu in (0, 1, 3)]
    truth = sorted(time for times in drawn for time in times)[int(share * 12000)]
    assert percentile([row(times=times) for times in drawn], share) == pytest.approx(truth, rel=0.25)


def test_a_statement_that_always_takes_the_same() -> None:
    assert percentile([row(times=[5.0] * 10)], 0.95) == pytest.approx(5.0)


def test_the_slowest_of_a_type_is_named() -> None:
    found = by_type([row("select a", [1.0]), row("select b", [9.0, 11.0]), row("delete from t")])
    assert list(found) == ["delete", "select"]
    assert (found["select"].calls, found["select"].worst) == (3, "select b")
    assert found["select"].mean == pytest.approx(7.0)
