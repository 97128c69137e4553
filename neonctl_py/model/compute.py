"""The read-write compute of a branch (the API says endpoint). Address: ``project.P/branch.B/compute``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """``min_cu``/``max_cu`` in compute units, ``suspend_after`` in seconds: -1 never, 0 the platform's default.

    ``pg_settings`` is compared name by name: only what is written counts. ``implied`` on the desired side: the branch
    needs a compute (its catalog is managed) though the stack writes none; it has no settings of its own.
    """

    kind: ClassVar[str] = "compute"

    min_cu: float | Unset | None = settable()
    max_cu: float | Unset | None = settable()
    suspend_after: int | Unset | None = settable(platform_default=0)
    pg_settings: tuple[tuple[str, str], ...] | Unset | None = settable(platform_default=())
    preload_libraries: tuple[str, ...] | Unset | None = settable(platform_default=())
    disabled: bool | Unset | None = settable(platform_default=False)
    name: str | Unset | None = settable()
    implied: bool = settable(default=False, compared=False)
