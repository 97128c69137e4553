"""A cast. Address: ``…/database.D/cast."SOURCE as TARGET"``, both types as ``format_type`` spells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """``method``: ``function``, ``inout`` or ``binary``. ``function`` with its argument types, ``app.to_mood(text)``. ``context``: ``explicit``,
    ``assignment`` or ``implicit``.
    """

    kind: ClassVar[str] = "cast"

    method: str = settable(default="function", immutable=True)
    function: str | None = settable(default=None, immutable=True)
    context: str = settable(default="explicit", immutable=True)
    comment: str | Unset | None = settable(default=None)
