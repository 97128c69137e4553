"""What a database remembers about the statements that ran in it. Never here: reading it, judging it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryStatistics:
    """One statement, its constants left out: how often it ran, and its times in milliseconds. ``rows`` of all its calls together."""

    query: str
    calls: int
    mean: float
    deviation: float
    least: float
    most: float
    rows: int
