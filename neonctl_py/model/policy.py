"""A row-level security policy. Address: ``…/table.S.T/policy.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``command``: ``all``, ``select``, ``insert``, ``update``, ``delete``. ``roles`` sorted; ``("public",)`` is everyone."""

    kind: ClassVar[str] = "policy"

    permissive: bool = settable(default=True, immutable=True)
    command: str = settable(default="all", immutable=True)
    roles: tuple[str, ...] = settable(default=("public",))
    using: str | None = settable(default=None, canonical="expression")
    with_check: str | None = settable(default=None, canonical="expression")
    comment: str | Unset | None = settable(default=None)
