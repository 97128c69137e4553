"""A collation. Address: ``…/database.D/collation.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Collation:
    """``locale`` of ICU and of Postgres' own provider, and of libc where its two parts are one; else ``lc_collate`` and
    ``lc_ctype``. ``rules``: ICU's, from PostgreSQL 16 on.
    """

    kind: ClassVar[str] = "collation"

    provider: Literal["libc", "icu", "builtin"] = settable(default="libc", immutable=True)
    locale: str | None = settable(default=None, immutable=True)
    lc_collate: str | None = settable(default=None, immutable=True)
    lc_ctype: str | None = settable(default=None, immutable=True)
    deterministic: bool = settable(default=True, immutable=True)
    rules: str | None = settable(default=None, immutable=True)
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
