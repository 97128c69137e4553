"""The built-in checks: what each measures, in which unit, with which options, and what is expected when nothing is written.

Never here: how it is measured (postgres/measures, workflows/run_checks).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.model.check import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["percent", "seconds", "milliseconds", "bytes", "rows", "count"]
Where = Literal["database", "server", "account"]


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a built-in check; a ``default`` of None: there is none."""

    unit: Unit | Literal["targets", "cpus"]
    default: Any
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Builtin:
    """``where``: what one measurement covers. ``counts``: the value is how many things were found. ``is_fleeting``: what it is about
    has names that come and go (sessions, statements), so that no metric is labelled with them.
    """

    name: str
    summary: str
    unit: Unit
    limits: tuple[Limit, ...] = ()
    where: Where = "database"
    counts: bool = False
    is_fleeting: bool = False
    options: Mapping[str, Option] = field(default_factory=dict)


def _at_most(warning: float | None, alert: float | None = None) -> tuple[Limit, ...]:
    found = []
    if warning is not None:
        found.append(Limit("warning", "at_most", warning))
    if alert is not None:
        found.append(Limit("alert", "at_most", alert))
    return tuple(found)


_NONE: Final = _at_most(0)
_MIN_CALLS: Final = Option("count", 10, "How often a statement must have run to count.")
_MIN_SIZE: Final = Option("bytes", 10_000_000, "How large it must be to count.")

_ALL: Final = (
    Builtin(
        name="pool_utilisation",
        summary="How much of max_connections, and of each limit of a role or database, is taken.",
        unit="percent",
        limits=_at_most(80, 90),
        where="server",
    ),
    Builtin(
        name="connection_storm",
        summary="How many sessions began just now.",
        unit="count",
        limits=_at_most(50, 100),
        where="server",
        options={"within": Option("seconds", 30, "What counts as just now.")},
    ),
    Builtin(
        name="failed_connections",
        summary="How many of neonpy's own sessions could not be had within 30 seconds.",
        unit="count",
        limits=_at_most(0, 10),
        where="server",
    ),
    Builtin(
        name="connect_time",
        summary="How long it takes to have a session from here, through the pooler where there is one.",
        unit="milliseconds",
        limits=_at_most(1000),
        where="account",
    ),
    Builtin(
        name="compute_load",
        summary="How many sessions are computing right now, for each compute unit of the upper limit.",
        unit="percent",
        limits=_at_most(100),
        where="server",
        options={"cpus": Option("cpus", None, "The compute units; those of the stack when not written.")},
    ),
    Builtin(
        name="replication_lag",
        summary="How far each read replica is behind; `max_lag` of the replica is its limit.",
        unit="seconds",
        where="account",
    ),
    Builtin(
        name="subscriber_lag",
        summary="How far each subscriber or standby is behind, as the publisher knows it.",
        unit="seconds",
        limits=_at_most(10),
        where="server",
    ),
    Builtin(
        name="replication_slots",
        summary="How much WAL each replication slot holds back.",
        unit="bytes",
        limits=_at_most(1_000_000_000, 10_000_000_000),
        where="server",
    ),
    Builtin(
        name="cache_hit_ratio",
        summary="How many of the blocks that were asked for were in shared buffers.",
        unit="percent",
        limits=(Limit("warning", "at_least", 99),),
        options={"min_blocks": Option("count", 10_000, "How many must have been asked for to judge.")},
    ),
    Builtin(
        name="index_hit_ratio",
        summary="The same of the blocks of indexes.",
        unit="percent",
        limits=(Limit("warning", "at_least", 99),),
        options={"min_blocks": Option("count", 10_000, "How many must have been asked for to judge.")},
    ),
    Builtin(
        name="slow_queries",
        summary="The mean time of each statement in pg_stat_statements.",
        unit="milliseconds",
        limits=_at_most(100),
        is_fleeting=True,
        options={"min_calls": _MIN_CALLS},
    ),
    Builtin(
        name="query_latency",
        summary="The percentiles of each type of query against its target, estimated from pg_stat_statements.",
        unit="milliseconds",
        options={
            "min_calls": _MIN_CALLS,
            "targets": Option("targets", (), "How long queries of each type may take."),
        },
    ),
    Builtin(
        name="write_rate",
        summary="How many rows a second are inserted, updated and deleted, while it looks.",
        unit="rows",
        options={"over": Option("seconds", 2, "How long it looks.")},
    ),
    Builtin(
        name="running_queries",
        summary="How long each statement that runs now has been running.",
        unit="seconds",
        limits=_at_most(60),
        is_fleeting=True,
    ),
    Builtin(
        name="unused_indexes",
        summary="Indexes that no query has used since statistics began, and that enforce nothing.",
        unit="count",
        limits=_NONE,
        counts=True,
        options={"min_size": _MIN_SIZE},
    ),
    Builtin(
        name="missing_indexes",
        summary="Foreign keys without an index that begins with their columns.",
        unit="count",
        limits=_NONE,
        counts=True,
    ),
    Builtin(
        name="duplicate_indexes",
        summary="Indexes that are the same as another one of their table.",
        unit="count",
        limits=_NONE,
        counts=True,
    ),
    Builtin(
        name="invalid_indexes",
        summary="Indexes whose building was interrupted: they cost writes and serve no query.",
        unit="count",
        limits=_NONE,
        counts=True,
    ),
    Builtin(
        name="sequential_scans",
        summary="How many of the scans of each large table read it whole.",
        unit="percent",
        limits=_at_most(50),
        options={
            "min_rows": Option("rows", 100_000, "How many rows make a table large."),
            "min_scans": Option("count", 100, "How often it must have been scanned to judge."),
        },
    ),
    Builtin(
        name="bloat",
        summary="How much of each table is space that its rows don't need, estimated from statistics.",
        unit="percent",
        limits=_at_most(50),
        options={"min_size": Option("bytes", 100_000_000, "How large a table must be to count.")},
    ),
    Builtin(
        name="long_transactions",
        summary="How long each transaction has been open.",
        unit="seconds",
        limits=_at_most(300, 3600),
        where="server",
        is_fleeting=True,
    ),
    Builtin(
        name="idle_in_transaction",
        summary="How long each session has been doing nothing inside a transaction.",
        unit="seconds",
        limits=_at_most(60, 600),
        where="server",
        is_fleeting=True,
    ),
    Builtin(
        name="blocked_sessions",
        summary="How long each session has been waiting for a lock.",
        unit="seconds",
        limits=_at_most(10, 60),
        where="server",
        is_fleeting=True,
    ),
    Builtin(
        name="wraparound",
        summary="How near each database is to the end of its transaction ids.",
        unit="percent",
        limits=_at_most(40, 75),
        where="server",
    ),
    Builtin(
        name="sequences",
        summary="How near each sequence is to its end, or to that of the column it fills.",
        unit="percent",
        limits=_at_most(75, 90),
    ),
    Builtin(
        name="unvalidated_constraints",
        summary="Constraints that old rows were never held against.",
        unit="count",
        limits=_NONE,
        counts=True,
    ),
    Builtin(
        name="table_rows",
        summary="How many rows each table has, its partitions together, by the statistics.",
        unit="rows",
        limits=_at_most(1_000_000_000),
    ),
    Builtin(
        name="table_size",
        summary="How large each table is with its indexes, its partitions together.",
        unit="bytes",
        limits=_at_most(100_000_000_000),
    ),
    Builtin(
        name="database_size",
        summary="How large the database is.",
        unit="bytes",
    ),
    Builtin(
        name="public_grants",
        summary="Schemas in which everybody may create objects.",
        unit="count",
        limits=(Limit("alert", "at_most", 0),),
        counts=True,
    ),
    Builtin(
        name="passwords",
        summary="How old the password of each role is that has `rotate_every`, which is its limit.",
        unit="seconds",
        where="account",
    ),
    Builtin(
        name="snapshot_age",
        summary="How old the newest snapshot of each branch with a schedule is; its limit is the schedule's.",
        unit="seconds",
        where="account",
    ),
)
BUILTINS: Final = {builtin.name: builtin for builtin in _ALL}

QUERY_TYPES: Final = {
    "select": "one table",
    "join": "a SELECT over several tables",
    "aggregate": "a SELECT that groups, counts or sums",
    "insert": "a single row",
    "bulk_insert": "100 rows or more",
    "update": "a few rows",
    "bulk_update": "100 rows or more",
    "delete": "a few rows",
    "bulk_delete": "100 rows or more",
}
"""What `query_latency` and `neonpy perf` tell apart."""
