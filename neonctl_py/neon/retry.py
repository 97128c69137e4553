"""When a request is sent again, and after how long: pure policy over an injected clock. Nothing here sends or sleeps.

Never here: what an answer means (answers) and what was asked for (client).
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BUSY = frozenset({423, 429, 503})
"""The API's own word: nothing was done, and asking again is safe whatever the method."""

GATEWAY = frozenset({500, 502, 504})
"""Something between us and the API failed; what became of the request is not known."""

REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Twice is the same as once: Neon answers 204 to a DELETE of what is gone, and a PUT replaces the whole."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that tests own both. ``now`` is timezone-aware; the others are in seconds."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random


SYSTEM_CLOCK = Clock()


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Seconds. ``budget`` bounds all waiting for a busy API within one request; ``attempts`` bounds how often a request
    that got no answer is repeated: a cut cable is told soon, a locked project is waited for.
    """

    budget: float = 120.0
    first: float = 0.25
    longest: float = 10.0
    attempts: int = 4


class Backoff:
    """The pauses of one request. Full jitter: anything between nothing and a ceiling that doubles each time."""

    def __init__(self, policy: RetryPolicy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._deadline = clock.monotonic() + policy.budget
        self._tries = 0
        self._failures = 0

    def after_busy(self, retry_after: str | None) -> float | None:
        """Seconds to wait after 423, 429 or 503; None when the budget does not reach that far."""
        asked = seconds_asked(retry_after, self._clock.now())
        pause = self._jitter() if asked is None else asked + self._clock.random() * self._policy.first
        return pause if self._clock.monotonic() + pause <= self._deadline else None

    def after_failure(self) -> float | None:
        """Seconds to wait after a network error or a gateway's failure; None when it was tried often enough."""
        self._failures += 1
        if self._failures >= self._policy.attempts:
            return None
        pause = self._jitter()
        return pause if self._clock.monotonic() + pause <= self._deadline else None

    def _jitter(self) -> float:
        ceiling = min(self._policy.longest, self._policy.first * 2.0**self._tries)
        self._tries += 1
        return self._clock.random() * ceiling


def seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """What a ``Retry-After`` header asks for: seconds or an HTTP date. None when there is none, or none that can be read."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.replace(".", "", 1).isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
