"""What a stack says about its live checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.builtin_check import BUILTINS, QUERY_TYPES
from neonctl_py.model.check import Limit, LiveCheck, Target
from neonctl_py.stack.amounts import parsed
from neonctl_py.workflows.explain import explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack


def check(load: Callable[..., LoadedStack], written: str) -> LiveCheck:
    text = f"version: 1\nprojects: {{shop: {{databases: {{db: {{}}}}, checks: {{{written}}}}}}}\n"
    (value,) = load(text).desired.declarations.values()
    assert isinstance(value, LiveCheck)
    return value


@pytest.mark.parametrize(
    ("written", "limits"),
    [
        ("a: {sql: select 1}", [("warning", "is", 0)]),
        ("a: {sql: select 1, expect: true, severity: alert}", [("alert", "is", True)]),
        ("a: {sql: select 1, below: 5, above: 1}", [("warning", "below", 5), ("warning", "above", 1)]),
        ("a: {sql: select 1, at_most: 5m}", [("warning", "at_most", 300)]),
        (
            "a: {sql: select 1, warning: {at_most: 80}, alert: {at_most: 90.5}}",
            [("warning", "at_most", 80), ("alert", "at_most", 90.5)],
        ),
        ("wraparound: {}", [("warning", "at_most", 40), ("alert", "at_most", 75)]),
        ("wraparound: {severity: info}", [("info", "at_most", 40)]),
        ("wraparound: {alert: {below: 60%}}", [("alert", "below", 60)]),
        ("x: {builtin: slow_queries, at_most: 2s}", [("warning", "at_most", 2000)]),
        ("slow_queries: {at_most: 1.5 ms}", [("warning", "at_most", 1.5)]),
        ("table_size: {at_most: 100GB, severity: info}", [("info", "at_most", 100_000_000_000)]),
        ("long_transactions: {at_most: 1h}", [("warning", "at_most", 3600)]),
        ("replication_lag: {}", []),
    ],
)
def test_limits(load: Callable[..., LoadedStack], written: str, limits: list[tuple[Any, ...]]) -> None:
    """Written ones replace those of the built-in check; bare numbers are in its unit."""
    assert check(load, written).limits == tuple(Limit(*limit) for limit in limits)


def test_options_and_targets(load: Callable[..., LoadedStack]) -> None:
    """What isn't written is what the built-in check says."""
    found = check(load, "query_latency: {targets: {bulk_insert: {p95: 500ms, p99: 1s, alert: 750ms}}}")
    assert dict(found.options) == {
        "min_calls": 10,
        "targets": (Target("bulk_insert", p95=500, p99=1000, alert=750),),
    }
    assert found.description == BUILTINS["query_latency"].summary


def test_sql_wins_over_a_name_that_is_built_in(load: Callable[..., LoadedStack]) -> None:
    found = check(load, "slow_queries: {sql: select 1}")
    assert (found.builtin, found.sql, found.database) == ("", "select 1", "db")


def test_a_built_in_check_of_a_project_is_about_all_of_its_databases(
    load: Callable[..., LoadedStack],
) -> None:
    text = "version: 1\nprojects: {shop: {databases: {a: {}, b: {}}, checks: {bloat: , wraparound: }}}\n"
    declared = load(text).desired.declarations
    assert declared[Address.parse("project.shop/check.bloat")].database == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [*BUILTINS, *QUERY_TYPES])
def test_the_guide_names_all_that_is_built_in(name: str) -> None:
    assert f"`{name}`" in explain("checks").text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("80%", (80, "percent")),
        ("99.9 %", (99.9, "percent")),
        ("100ms", (0.1, "seconds")),
        ("1d12h", (129600, "seconds")),
        ("1.5s", (1.5, "seconds")),
        ("100GB", (10**11, "bytes")),
        ("7", (7, "")),
        ("-1", None),
        ("80 percent", None),
        ("", None),
    ],
)
def test_amounts(text: str, amount: tuple[float, str] | None) -> None:
    assert parsed(text) == amount
