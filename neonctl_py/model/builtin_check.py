"""The built-in checks: what each measures, in which unit, with which options, and what is expected when nothing is written.

Never here: how it is measured (postgres/measures, workflows/run_checks).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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


def _check(
    name: str,
    unit: Unit,
    summary: str,
    *,
    warning: float | None = None,
    alert: float | None = None,
    at_least: float | None = None,
    where: Where = "database",
    is_fleeting: bool = False,
    options: Mapping[str, Option] | None = None,
) -> Builtin:
    """``warning`` and ``alert``: the most that is let pass. ``at_least``: the least, or it is a warning."""
    limits = (
        Limit("warning", "at_least", at_least),
        Limit("warning", "at_most", warning),
        Limit("alert", "at_most", alert),
    )
    return Builtin(
        name=name,
        summary=summary,
        unit=unit,
        limits=tuple(limit for limit in limits if limit.value is not None),
        where=where,
        is_fleeting=is_fleeting,
        options=options or {},
    )


def _found(
    name: str, summary: str, *, alert: float | None = None, options: Mapping[str, Option] | None = None
) -> Builtin:
    """One that counts things of which there should be none."""
    warning = 0 if alert is None else None
    return replace(_check(name, "count", summary, warning=warning, alert=alert, options=options), counts=True)


def _session(name: str, summary: str, *, warning: float, alert: float) -> Builtin:
    """One about how long each session of the server has been at something."""
    return _check(name, "seconds", summary, warning=warning, alert=alert, where="server", is_fleeting=True)


_MIN_BLOCKS: Final = Option("count", 10_000, "How many must have been asked for to judge.")
_MIN_CALLS: Final = Option("count", 10, "How often a statement must have run to count.")
_MIN_SIZE: Final = Option("bytes", 10_000_000, "How large it must be to count.")

_ALL: Final = (
    _check(
        "pool_utilisation",
        "percent",
        "How much of max_connections, and of each limit of a role or database, is taken.",
        warning=80,
        alert=90,
        where="server",
    ),
    _check(
        "connection_storm",
        "count",
        "How many sessions began just now.",
        warning=50,
        alert=100,
        where="server",
        options={"within": Option("seconds", 30, "What counts as just now.")},
    ),
    _check(
        "failed_connections",
        "count",
        "How many of neonpy's own sessions could not be had within 30 seconds.",
        warning=0,
        alert=10,
        where="server",
    ),
    _check(
        "connect_time",
        "milliseconds",
        "How long it takes to have a session from here, through the pooler where there is one.",
        warning=1000,
        where="account",
    ),
    _check(
        "compute_load",
        "percent",
        "How many sessions are computing right now, for each compute unit of the upper limit.",
        warning=100,
        where="server",
        options={"cpus": Option("cpus", None, "The compute units; those of the stack when not written.")},
    ),
    _check(
        "replication_lag",
        "seconds",
        "How far each read replica is behind; `max_lag` of the replica is its limit.",
        where="account",
    ),
    _check(
        "subscriber_lag",
        "seconds",
        "How far each subscriber or standby is behind, as the publisher knows it.",
        warning=10,
        where="server",
    ),
    _check(
        "replication_slots",
        "bytes",
        "How much WAL each replication slot holds back.",
        warning=1_000_000_000,
        alert=10_000_000_000,
        where="server",
    ),
    _check(
        "cache_hit_ratio",
        "percent",
        "How many of the blocks that were asked for were in shared buffers.",
        at_least=99,
        options={"min_blocks": _MIN_BLOCKS},
    ),
    _check(
        "index_hit_ratio",
        "percent",
        "The same of the blocks of indexes.",
        at_least=99,
        options={"min_blocks": _MIN_BLOCKS},
    ),
    _check(
        "slow_queries",
        "milliseconds",
        "The mean time of each statement in pg_stat_statements.",
        warning=100,
        is_fleeting=True,
        options={"min_calls": _MIN_CALLS},
    ),
    _check(
        "query_latency",
        "milliseconds",
        "The percentiles of each type of query against its target, estimated from pg_stat_statements.",
        options={
            "min_calls": _MIN_CALLS,
            "targets": Option("targets", (), "How long queries of each type may take."),
        },
    ),
    _check(
        "write_rate",
        "rows",
        "How many rows a second are inserted, updated and deleted, while it looks.",
        options={"over": Option("seconds", 2, "How long it looks.")},
    ),
    _check(
        "running_queries",
        "seconds",
        "How long each statement that runs now has been running.",
        warning=60,
        is_fleeting=True,
    ),
    _found(
        "unused_indexes",
        "Indexes that no query has used since statistics began, and that enforce nothing.",
        options={"min_size": _MIN_SIZE},
    ),
    _found("missing_indexes", "Foreign keys without an index that begins with their columns."),
    _found("duplicate_indexes", "Indexes that are the same as another one of their table."),
    _found("invalid_indexes", "Indexes whose building was interrupted: they cost writes and serve no query."),
    _check(
        "sequential_scans",
        "percent",
        "How many of the scans of each large table read it whole.",
        warning=50,
        options={
            "min_rows": Option("rows", 100_000, "How many rows make a table large."),
            "min_scans": Option("count", 100, "How often it must have been scanned to judge."),
        },
    ),
    _check(
        "bloat",
        "percent",
        "How much of each table is space that its rows don't need, estimated from statistics.",
        warning=50,
        options={"min_size": Option("bytes", 100_000_000, "How large a table must be to count.")},
    ),
    _session("long_transactions", "How long each transaction has been open.", warning=300, alert=3600),
    _session(
        "idle_in_transaction",
        "How long each session has been doing nothing inside a transaction.",
        warning=60,
        alert=600,
    ),
    _session("blocked_sessions", "How long each session has been waiting for a lock.", warning=10, alert=60),
    _check(
        "wraparound",
        "percent",
        "How near each database is to the end of its transaction ids.",
        warning=40,
        alert=75,
        where="server",
    ),
    _check(
        "sequences",
        "percent",
        "How near each sequence is to its end, or to that of the column it fills.",
        warning=75,
        alert=90,
    ),
    _found("unvalidated_constraints", "Constraints that old rows were never held against."),
    _check(
        "table_rows",
        "rows",
        "How many rows each table has, its partitions together, by the statistics.",
        warning=1_000_000_000,
    ),
    _check(
        "table_size",
        "bytes",
        "How large each table is with its indexes, its partitions together.",
        warning=100_000_000_000,
    ),
    _check("database_size", "bytes", "How large the database is."),
    _found("public_grants", "Schemas in which everybody may create objects.", alert=0),
    _check(
        "passwords",
        "seconds",
        "How old the password of each role is that has `rotate_every`, which is its limit.",
        where="account",
    ),
    _check(
        "snapshot_age",
        "seconds",
        "How old the newest snapshot of each branch with a schedule is; its limit is the schedule's.",
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
