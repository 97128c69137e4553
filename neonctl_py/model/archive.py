"""A backup beyond the platform's own schedule: declared, and shown in the plan; somebody else runs it. Address: ``project.P/archive.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """``every`` and ``keep`` in seconds; ``at``: the hour in UTC, ``on``: the day of the week. ``branch`` "": the default one; no ``databases``:
    all. ``to``: a destination URL by reference. ``encryption``: how, and with whose key. ``verify``: how one finds out that it can be restored.
    """

    kind: ClassVar[str] = "archive"

    every: int
    keep: int
    at: str = ""
    on: str = ""
    branch: str = ""
    databases: tuple[str, ...] = ()
    to: str = ""
    encryption: str = ""
    verify: str = ""
