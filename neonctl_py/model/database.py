"""A database of a branch. Address: ``…/database.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """``settings``: UNSET when not written, else exactly these, sorted. ``migrations`` says how its catalog is changed;
    ``migrations_path`` where its revisions are, from the stack's folder on; ``version_table`` where Alembic notes them, ""
    for its default.
    """

    kind: ClassVar[str] = "database"

    owner: str | Unset = settable()
    settings: tuple[tuple[str, str], ...] | Unset = settable()
    connection_limit: int | Unset = settable()
    comment: str | Unset | None = settable()
    migrations: Literal["auto", "reviewed"] = settable("auto", compared=False)
    migrations_path: str = settable("", compared=False)
    version_table: str = settable("", compared=False)
