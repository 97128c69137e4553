"""An operator family. Address: ``…/database.D/operator_family.SCHEMA."NAME using METHOD"``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorFamily:
    """``items``: the members that no operator class brings, as an operator class has them."""

    kind: ClassVar[str] = "operator_family"

    items: tuple[str, ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
