"""What the lowering must know about the session that will run the SQL. A value: apply reads it from the server."""

from __future__ import annotations

from dataclasses import dataclass

NEWEST = 170_000


@dataclass(frozen=True, slots=True)
class Session:
    """``server_version`` as ``server_version_num``."""

    server_version: int = NEWEST
