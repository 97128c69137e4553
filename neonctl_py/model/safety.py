"""What is kept of a Neon branch before something in it is lost. Never here: making it (apply)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PREFIX: Final = "neonpy-safety-"
"""How the names of safety branches and snapshots begin: they are nobody's but ours, and no part of a stack."""

REPLACED: Final = "neonpy-replaced-"
"""How the names of branches begin that hold what a restore has replaced."""

KEPT: Final = (PREFIX, REPLACED)

WEEK: Final = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Safety:
    """``keep``: seconds after which the platform deletes it."""

    kind: Literal["branch", "snapshot", "none"] = "branch"
    keep: int = WEEK
