"""``rehearsal:``: on what a plan is tried before it is applied."""

from __future__ import annotations

from typing import Any, Final

from neonctl_py.model.rehearsal import HOUR, Rehearsal
from neonctl_py.stack.scalars import Choice, Duration
from neonctl_py.stack.shapes import Doc, Key, Record

_THIRTY_DAYS: Final = 30 * 86_400

REHEARSAL: Final = Record(
    "rehearsal",
    {
        "data": Key(
            Choice(("full", "schema-only")),
            "What the throwaway branch holds: `full` (the default), `schema-only`.",
        ),
        "ttl": Key(
            Duration(300, _THIRTY_DAYS, (), "the branch lives"),
            "When the platform deletes it, should nobody be left to: from 5m to 30d, else 1h.",
        ),
    },
    "how a plan is rehearsed",
    {"expires_in": "Write `ttl: 1h`."},
)


def rehearsal_of(said: Any) -> Rehearsal:
    """As it was written; what isn't is the default."""
    if not isinstance(said, Doc):
        return Rehearsal()
    data: Any = str(said.get("data", "full"))
    ttl = said.get("ttl", HOUR)
    return Rehearsal(data, ttl if isinstance(ttl, int) else HOUR)
