"""Time that a test owns: sleeping takes none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from neonctl_py.neon.retry import Clock


@dataclass
class OwnedTime:
    """Sleeping advances it; ``pauses`` remembers how long each sleep was."""

    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)
    chance: float = 1.0

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def clock(self) -> Clock:
        return Clock(
            now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep, random=lambda: self.chance
        )
