"""An extended statistics object. Address: ``…/database.D/statistics.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """``table`` is qualified SQL; ``on`` is the list after ON as Postgres prints it (``a, b, lower(c)``). ``kinds`` sorted, of
    ``dependencies``, ``mcv``, ``ndistinct``; empty for a single expression. ``target``: None is the default.
    """

    kind: ClassVar[str] = "statistics"

    table: str = settable(default="", immutable=True)
    on: str = settable(default="", immutable=True, canonical="expression")
    kinds: tuple[str, ...] = settable(default=(), immutable=True)
    target: int | None = settable(default=None)
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
