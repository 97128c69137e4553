"""How long queries take, type by type, estimated from what pg_stat_statements keeps: mean, deviation and extremes of each statement.

Postgres keeps no percentiles. Times of one statement are taken as log-normal (many short ones, a long tail) between the least
and the most that were seen; a type's percentile is that of all its statements together, each by its number of calls.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neonctl_py.model.query_statistics import QueryStatistics

BULK_ROWS: Final = 100
"""So many rows at once are a bulk operation."""

_COMMENT: Final = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_WRITES: Final = re.compile(r"\b(insert|update|delete|merge)\b", re.IGNORECASE)
_LOCKS: Final = re.compile(r"\bfor\s+(?:no\s+key\s+)?update\b", re.IGNORECASE)
_GROUPS: Final = re.compile(
    r"\bgroup\s+by\b|\bover\s*\(|\b(?:count|sum|avg|min|max|array_agg|string_agg|jsonb?_agg|jsonb?_object_agg)\s*\(",
    re.IGNORECASE,
)
_JOINS: Final = re.compile(r"\bjoin\b|\bfrom\s+[\w.\"]+(?:\s+(?:as\s+)?\w+)?\s*,", re.IGNORECASE)
_STEPS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Of one type of query, in milliseconds. ``worst`` is the statement with the longest mean."""

    calls: int
    mean: float
    p95: float
    p99: float
    worst: str


def query_type(row: QueryStatistics) -> str:
    """One of ``QUERY_TYPES``, from the words of the statement and how many rows a call has touched."""
    text = _QUOTED.sub("x", _COMMENT.sub(" ", row.query))
    verb = _WRITES.search(_LOCKS.sub(" ", text))
    if verb is not None:
        word = {"merge": "update"}.get(verb[1].lower(), verb[1].lower())
        return f"bulk_{word}" if row.calls and row.rows / row.calls >= BULK_ROWS else word
    if _GROUPS.search(text):
        return "aggregate"
    return "join" if _JOINS.search(text) else "select"


def by_type(rows: Iterable[QueryStatistics]) -> dict[str, Latency]:
    """Each type that has run, by name."""
    found: dict[str, list[QueryStatistics]] = {}
    for row in rows:
        found.setdefault(query_type(row), []).append(row)
    return {name: latency(found[name]) for name in sorted(found)}


def latency(rows: Sequence[QueryStatistics]) -> Latency:
    """Of all these statements together; at least one."""
    calls = sum(row.calls for row in rows)
    return Latency(
        calls=calls,
        mean=sum(row.mean * row.calls for row in rows) / max(calls, 1),
        p95=percentile(rows, 0.95),
        p99=percentile(rows, 0.99),
        worst=max(rows, key=lambda row: row.mean).query,
    )


def percentile(rows: Sequence[QueryStatistics], share: float) -> float:
    """The time within which that share of all calls is thought to have ended."""
    low, high = min(row.least for row in rows), max(row.most for row in rows)
    wanted = share * sum(row.calls for row in rows)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sum(row.calls * _share_within(row, middle) for row in rows) < wanted:
            low = middle
        else:
            high = middle
    return high


def _share_within(row: QueryStatistics, time: float) -> float:
    if time >= row.most:
        return 1.0
    if time < row.least or time <= 0:
        return 0.0
    if row.deviation <= 0 or row.mean <= 0:
        return 1.0 if time >= row.mean else 0.0
    spread = math.sqrt(math.log(1 + (row.deviation / row.mean) ** 2))
    centre = math.log(row.mean) - spread * spread / 2
    return 0.5 * (1 + math.erf((math.log(time) - centre) / (spread * math.sqrt(2))))
