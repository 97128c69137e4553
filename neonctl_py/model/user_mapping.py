"""As whom a role acts on a foreign server. Address: ``…/foreign_server.S/user_mapping.ROLE``; ``public`` is everyone else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Secret, Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class UserMapping:
    """``options`` sorted by name, every value secret; UNSET where Postgres doesn't show them to us."""

    kind: ClassVar[str] = "user_mapping"

    options: tuple[tuple[str, Secret], ...] | Unset = settable(default=(), sensitive=True)
