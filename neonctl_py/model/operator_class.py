"""An operator class. Address: ``…/database.D/operator_class.SCHEMA."NAME using METHOD"``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorClass:
    """``items`` as CREATE OPERATOR CLASS takes them, all types written: ``OPERATOR 1 < (integer, integer)``,
    ``FUNCTION 1 (integer, integer) btint4cmp(integer, integer)``, ``STORAGE bigint``. ``family`` with its schema unless it is Postgres' own.
    """

    kind: ClassVar[str] = "operator_class"

    type: str = settable(default="", immutable=True)
    default: bool = settable(default=False, immutable=True)
    family: str = settable(default="", immutable=True)
    items: tuple[str, ...] = settable(default=(), immutable=True)
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
