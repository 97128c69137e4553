"""A range type with its multirange. Address: ``…/database.D/range.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """``subtype`` as ``format_type`` spells it; ``opclass``, ``collation``: None is the subtype's own. ``canonical`` and ``difference``
    are functions' qualified names. ``multirange``: the multirange type's name, UNSET is Postgres' choice.
    """

    kind: ClassVar[str] = "range"

    subtype: str = settable(default="", immutable=True)
    opclass: str | None = settable(default=None, immutable=True)
    collation: str | None = settable(default=None, immutable=True)
    canonical: str | None = settable(default=None, immutable=True)
    difference: str | None = settable(default=None, immutable=True)
    multirange: str | Unset = settable()
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
