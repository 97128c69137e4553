"""A foreign table. Address: ``…/database.D/foreign_table.SCHEMA.NAME``; columns, checks and grants are inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.table import Heir
from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTable(Heir):
    """``options`` sorted by name; those of columns are on the columns."""

    kind: ClassVar[str] = "foreign_table"

    server: str = settable(default="", immutable=True)
    options: tuple[tuple[str, str], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
