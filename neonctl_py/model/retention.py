"""How long rows live: declared, run by ``neonpy retention``. Address: ``project.P/retention.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """``table`` as ``schema.name`` of ``database``, ``where`` picks the rows whose time is over, ``action`` what becomes of them."""

    kind: ClassVar[str] = "retention"

    table: str
    where: str
    action: str = "delete"
    database: str = ""
