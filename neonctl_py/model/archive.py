"""A backup beyond the platform's own schedule: declared and shown; no command runs it yet. Address: ``project.P/archive.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """``every`` and ``keep`` in seconds; ``to`` a destination URL by reference."""

    kind: ClassVar[str] = "archive"

    every: int
    keep: int
    branch: str = ""
    databases: tuple[str, ...] = ()
    to: str = ""
