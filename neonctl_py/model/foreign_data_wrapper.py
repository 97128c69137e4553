"""A foreign-data wrapper that no extension made. Address: ``…/database.D/foreign_data_wrapper.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignDataWrapper:
    """``handler`` and ``validator``: functions, with their schema unless they are Postgres' own. ``options`` sorted by name."""

    kind: ClassVar[str] = "foreign_data_wrapper"

    handler: str | None = settable(default=None)
    validator: str | None = settable(default=None)
    options: tuple[tuple[str, str], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
