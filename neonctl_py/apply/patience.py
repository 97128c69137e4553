"""How long an apply waits for others, as a value. Never here: waiting."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.plan.steps import SqlStep

_PLANNED: Final = 3_000
"""The lock timeout of a step that others would have to wait behind (plan/steps); others have their own reasons for theirs."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for locks, in seconds: the first pause, the longest, and all together. Every pause is drawn between half
    of it and itself, so that two who wait do not wake up together. ``retries``: at most so many pauses.

    ``lock_timeout`` and ``statement_timeout``, in milliseconds: instead of what the plan says of what should be quick; 0 is none.
    """

    first: float = 0.5
    longest: float = 15.0
    total: float = 120.0
    retries: int | None = None
    lock_timeout: int | None = None
    statement_timeout: int | None = None

    def pauses(self) -> Iterator[float]:
        """Growing pauses until ``total`` is used up."""
        pause, spent, left = self.first, 0.0, self.retries
        while spent < self.total and left != 0:
            drawn = min(pause * random.uniform(0.5, 1.0), self.total - spent)  # noqa: S311  jitter, not a secret
            spent += drawn
            left = None if left is None else left - 1
            yield drawn
            pause = min(pause * 2, self.longest)

    def with_timeouts(self, step: SqlStep) -> SqlStep:
        """The step as it is sent."""
        if self.lock_timeout is not None and step.lock_timeout == _PLANNED:
            step = replace(step, lock_timeout=self.lock_timeout)
        if self.statement_timeout is not None and step.statement_timeout:
            step = replace(step, statement_timeout=self.statement_timeout)
        return step
