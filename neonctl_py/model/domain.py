"""A domain. Address: ``…/database.D/domain.SCHEMA.NAME``; its checks are ``constraint`` objects inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """``type`` as ``format_type`` spells it. ``not_null_name``: from PostgreSQL 18 on NOT NULL is told by its name (UNSET: not written, or
    an older server; None: there is none), and may have a comment.
    """

    kind: ClassVar[str] = "domain"

    type: str = settable(default="", immutable=True, canonical="type")
    nullable: bool = settable(default=True)
    not_null_name: str | Unset | None = settable()
    not_null_comment: str | Unset | None = settable(default=None)
    default: str | None = settable(default=None, canonical="expression")
    collation: str | None = settable(default=None, immutable=True, canonical="collation")
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
