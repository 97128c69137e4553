"""An enum type. Address: ``…/database.D/enum.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """``labels`` in sort order."""

    kind: ClassVar[str] = "enum"

    labels: tuple[str, ...]
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
