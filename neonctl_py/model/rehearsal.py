"""How a plan is tried before it is applied. Not an object: nothing of it stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

HOUR = 3600

PREFIX: Final = "neonpy-rehearsal-"
DRILL: Final = "neonpy-drill-"
THROWAWAY: Final = (PREFIX, DRILL)
"""How the names of throwaway branches begin: they are nobody's but ours."""

Data = Literal["full", "schema-only"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """``data``: what the throwaway branch has. ``ttl``: seconds after which the platform deletes it, should nobody have."""

    data: Data = "full"
    ttl: int = HOUR
