"""A Postgres role of a branch. Address: ``project.P/branch.B/role.NAME`` (``project.P/role.NAME`` for ``provider: postgres``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import UNSET, Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """``managed_by: sql`` roles are fully described (Postgres' own defaults where nothing is written); of a ``neon`` role only
    what is written is compared. ``settings``: UNSET when the stack writes none (then they are left alone), else exactly
    these, sorted by name. ``connection_limit`` -1 is unlimited. ``valid_until`` RFC 3339 or ``infinity``.
    ``password_rotate_every`` in seconds is a declaration for ``neonpy check`` and ``rotate``;
    so is ``password_takes_turns_with``, a role of the same rights: each in turn gets the new password.
    """

    kind: ClassVar[str] = "role"

    managed_by: Literal["sql", "neon"] = settable("sql", compared=False)
    login: bool | Unset = settable(default=False)
    superuser: bool | Unset = settable(default=False)
    createdb: bool | Unset = settable(default=False)
    createrole: bool | Unset = settable(default=False)
    inherit: bool | Unset = settable(default=True)
    replication: bool | Unset = settable(default=False)
    bypassrls: bool | Unset = settable(default=False)
    connection_limit: int | Unset = settable(default=-1)
    valid_until: str | Unset | None = settable(default=None)
    settings: tuple[tuple[str, str], ...] | Unset = settable()
    comment: str | Unset | None = settable(default=None)
    password_rotate_every: int | Unset | None = settable(default=UNSET, compared=False)
    password_takes_turns_with: str | Unset | None = settable(default=UNSET, compared=False)
