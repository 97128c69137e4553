"""A schema of a database. Address: ``…/database.D/schema.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """``public`` exists in every new database, owned by ``pg_database_owner``; its owner is compared only when written. Its comment
    None is the one that it has there, and "" is none at all.
    """

    kind: ClassVar[str] = "schema"

    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
