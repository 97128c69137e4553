"""When a server is left alone for a while: pure policy over a clock that is given. Nothing here connects, waits or sleeps.

A server that can't give sessions any more is not helped by more of us asking. After ``failures`` within ``window`` seconds nobody
is let through for ``rest`` seconds; then one may try, and what becomes of it decides for all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Seconds, but for the number of failures."""

    failures: int = 10
    window: float = 30.0
    rest: float = 60.0


@dataclass(frozen=True, slots=True)
class BackoffPolicy:
    """Seconds between attempts: twice as long each time."""

    first: float = 1.0
    longest: float = 16.0

    def pause(self, attempt: int) -> float:
        """After that attempt; the first is 0."""
        return float(min(self.longest, self.first * 2.0**attempt))


class Breaker:
    """Of one server. Thread-safe; ``now`` is in seconds of whatever clock, always the same one."""

    def __init__(self, policy: BreakerPolicy = BreakerPolicy()) -> None:
        self._policy = policy
        self._failed: deque[float] = deque()
        self._closed_until: float | None = None
        self._is_trying = False
        self._lock = Lock()

    def seconds_to_wait(self, now: float) -> float:
        """0: go on. Whoever is told so after a rest is the one that tries."""
        with self._lock:
            if self._closed_until is None:
                return 0.0
            if now < self._closed_until or self._is_trying:
                return max(self._closed_until - now, 1.0)
            self._is_trying = True
            return 0.0

    def failed(self, now: float) -> None:
        """A session could not be had."""
        with self._lock:
            self._failed.append(now)
            self._forget(now)
            if self._is_trying or len(self._failed) >= self._policy.failures:
                self._closed_until = now + self._policy.rest
            self._is_trying = False

    def succeeded(self) -> None:
        """A session was had, or the server is well enough to say why not."""
        with self._lock:
            self._closed_until = None
            self._is_trying = False
            self._failed.clear()

    def failures(self, now: float) -> int:
        """How many there were within the window."""
        with self._lock:
            self._forget(now)
            return len(self._failed)

    def _forget(self, now: float) -> None:
        while self._failed and self._failed[0] <= now - self._policy.window:
            self._failed.popleft()
