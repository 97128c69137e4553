"""How operations are awaited: a flow that yields what to do next and decides, but neither reads nor sleeps.

Success is ``finished`` or ``skipped``; ``error`` and ``cancelled`` are final failures; ``failed`` is not final as long as
the platform shows that it tries again; any word that we don't know means that it isn't done yet.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass

from neonctl_py.errors import NeonOperationError
from neonctl_py.neon.wire import Operation

_DONE = frozenset({"finished", "skipped"})
_LOST = frozenset({"error", "cancelled"})


@dataclass(frozen=True, slots=True)
class WaitPolicy:
    """Seconds. ``patience``: how long a ``failed`` operation may stay as it is (beyond its own ``retry_at``)."""

    budget: float = 600.0
    first: float = 0.05
    growth: float = 1.6
    longest: float = 2.0
    patience: float = 3.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait that many seconds, then go on."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Look:
    """Read this operation anew and send it back in."""

    operation: Operation


Waiting = Generator[Pause | Look, Operation | None, None]


def wait_flow(
    operations: Iterable[Operation],
    policy: WaitPolicy,
    monotonic: Callable[[], float],
    wall: Callable[[], float],
) -> Waiting:
    """Until all of them succeeded. Raises NeonOperationError for the first that did not."""
    deadline = monotonic() + policy.budget
    for operation in operations:
        yield from _wait_for(operation, policy, monotonic, wall, deadline)


def _wait_for(
    operation: Operation,
    policy: WaitPolicy,
    monotonic: Callable[[], float],
    wall: Callable[[], float],
    deadline: float,
) -> Waiting:
    pause = policy.first
    sign_of_life = (operation.failures_count, operation.retry_at)
    give_up = monotonic() + _patience(operation, policy, wall())
    while operation.status not in _DONE:
        if operation.status in _LOST:
            raise failure(operation)
        now = monotonic()
        if operation.status == "failed" and now >= give_up:
            raise failure(operation)
        if now >= deadline:
            raise unfinished(operation, policy)
        yield Pause(min(pause, max(deadline - now, 0.001)))
        answer = yield Look(operation)
        was_failed, operation = operation.status == "failed", answer or operation
        seen = (operation.failures_count, operation.retry_at)
        if seen != sign_of_life or not was_failed:
            sign_of_life = seen
            give_up = monotonic() + _patience(operation, policy, wall())
        pause = min(pause * policy.growth, policy.longest)


def _patience(operation: Operation, policy: WaitPolicy, now: float) -> float:
    until_retry = 0.0 if operation.retry_at is None else max(0.0, operation.retry_at.timestamp() - now)
    return until_retry + policy.patience


def failure(operation: Operation) -> NeonOperationError:
    """The operation ended badly, in the platform's own words."""
    return NeonOperationError(
        f"Neon could not finish {operation.action or 'an operation'}",
        detail=f"{_place(operation)} ended as {operation.status!r}: {operation.error or 'the platform gives no reason'}",
        hint="What was done before stays done. Run the same command again: it continues from what is there.",
        code=operation.action,
    )


def unfinished(operation: Operation, policy: WaitPolicy) -> NeonOperationError:
    """The operation took longer than we wait."""
    reason = f" Its last error: {operation.error}." if operation.error else ""
    return NeonOperationError(
        f"Neon did not finish {operation.action or 'an operation'} in time",
        detail=f"{_place(operation)} was still {operation.status!r} after {policy.budget:g} s.{reason}",
        hint="It goes on without us. Run the same command again later, or raise NEONPY_OPERATION_TIMEOUT.",
        code=operation.action,
    )


def _place(operation: Operation) -> str:
    parts = [f"operation {operation.id}", f"project {operation.project_id}"]
    if operation.branch_id:
        parts.append(f"branch {operation.branch_id}")
    if operation.endpoint_id:
        parts.append(f"compute {operation.endpoint_id}")
    return ", ".join(parts)
