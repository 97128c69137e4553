"""That one role is a member of another. Address: ``…/role.MEMBER/membership.GROUP``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The three options of GRANT role (``inherit`` and ``set`` exist from PostgreSQL 16 on; UNSET before)."""

    kind: ClassVar[str] = "membership"

    admin: bool = settable(default=False)
    inherit: bool | Unset = settable(default=True)
    set: bool | Unset = settable(default=True)
