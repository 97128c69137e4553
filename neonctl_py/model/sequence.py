"""A sequence that stands by itself or is owned by a column. Address: ``…/database.D/sequence.SCHEMA.NAME``.

The sequence of an identity column is a part of the column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """Numbers: None is Postgres' default for the type and the direction. ``owned_by`` is ``schema.table.column`` as SQL names it:
    it goes away with that column.
    """

    kind: ClassVar[str] = "sequence"

    type: str = settable(default="bigint")
    start: int | None = settable(default=None)
    increment: int | None = settable(default=None)
    minimum: int | None = settable(default=None)
    maximum: int | None = settable(default=None)
    cache: int | None = settable(default=None)
    cycle: bool = settable(default=False)
    unlogged: bool = settable(default=False)
    owned_by: str | None = settable(default=None)
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
