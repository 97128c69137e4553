"""When the platform takes snapshots of a branch. Address: ``project.P/branch.B/snapshot_schedule``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, order=True)
class SnapshotRule:
    """``hour`` in UTC; ``day`` 1..7 (Monday first) for weekly, 1..31 for monthly; ``keep`` in seconds (None: the platform's)."""

    frequency: Literal["daily", "weekly", "monthly"]
    hour: int
    day: int | None = None
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class SnapshotSchedule:
    """The whole list: the API replaces it at once. ``rules`` are sorted; empty means no schedule."""

    kind: ClassVar[str] = "snapshot_schedule"

    rules: tuple[SnapshotRule, ...] = ()
