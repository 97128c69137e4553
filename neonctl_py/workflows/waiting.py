"""What a person says of waiting for locks, as the value that an apply takes. Never here: waiting."""

from __future__ import annotations

from dataclasses import replace

from neonctl_py.apply.patience import Patience

Waiting = Patience
"""What the command line hands on without looking into it."""


def patience_of(
    lock_timeout: float | None = None, lock_retries: int | None = None, statement_timeout: float | None = None
) -> Patience:
    """Seconds, 0 being no limit; None leaves what the plan says. Who says how many retries, means all of them."""
    patience = Patience(
        lock_timeout=_milliseconds(lock_timeout), statement_timeout=_milliseconds(statement_timeout)
    )
    if lock_retries is not None:
        patience = replace(patience, retries=lock_retries, total=lock_retries * patience.longest)
    return patience


def _milliseconds(seconds: float | None) -> int | None:
    """At least one where it isn't none, which 0 would mean."""
    return None if seconds is None else max(round(seconds * 1000), 1 if seconds else 0)
