"""A read-only compute of a branch. Address: ``project.P/branch.B/replica.NAME`` (the endpoint's name)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """As a compute; ``max_lag`` in seconds is what ``neonpy check`` holds it to (the platform has no such setting)."""

    kind: ClassVar[str] = "replica"

    min_cu: float | Unset | None = settable()
    max_cu: float | Unset | None = settable()
    suspend_after: int | Unset | None = settable(platform_default=0)
    pg_settings: tuple[tuple[str, str], ...] | Unset | None = settable(platform_default=())
    disabled: bool | Unset | None = settable(platform_default=False)
    max_lag: float | Unset | None = settable(compared=False)
