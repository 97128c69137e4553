"""A foreign server. Address: ``…/database.D/foreign_server.NAME``; its user mappings are inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignServer:
    """``options`` sorted by name; secrets belong into a user mapping."""

    kind: ClassVar[str] = "foreign_server"

    wrapper: str = settable(default="", immutable=True)
    type: str | None = settable(default=None, immutable=True)
    version: str | None = settable(default=None)
    options: tuple[tuple[str, str], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
