"""A table. Address: ``…/database.D/table.SCHEMA.NAME``; columns, constraints, indexes, policies and grants are inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``row_level_security`` and ``force_row_level_security`` are Postgres' two flags (the stack's ``off|enabled|forced``).
    ``partition_by`` is ``pg_get_partkeydef``'s text, ``partition_of`` the parent and ``bounds`` its FOR VALUES text.
    """

    kind: ClassVar[str] = "table"

    owner: str | Unset = settable()
    unlogged: bool = settable(default=False)
    row_level_security: bool = settable(default=False)
    force_row_level_security: bool = settable(default=False)
    storage_parameters: tuple[tuple[str, str], ...] = settable(default=())
    replica_identity: Literal["default", "full", "nothing", "index"] = settable(default="default")
    replica_identity_index: str | None = settable(default=None)
    partition_by: str | None = settable(default=None, immutable=True)
    partition_of: str | None = settable(default=None, immutable=True)
    bounds: str | None = settable(default=None, immutable=True)
    inherits: tuple[str, ...] = settable(default=(), immutable=True)
    access_method: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
