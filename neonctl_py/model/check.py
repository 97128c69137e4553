"""A live assertion that ``neonpy check`` runs: declared, never reconciled. Address: ``project.P/database.D/check.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck:
    """``sql`` returns one value that must equal ``expect``. ``severity``: ``info``, ``warning`` or ``alert``."""

    kind: ClassVar[str] = "check"

    sql: str
    expect: str | int | float | bool | None = 0
    severity: str = "warning"
    database: str = ""
    description: str = ""
