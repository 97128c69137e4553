"""What a running database did within some seconds, as values: what a dashboard shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: units are in the columns' names. ``hurting`` says of each row whether it needs somebody; ``nothing`` is told when there
    are none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] = ()
    hurting: tuple[bool, ...] = ()
    nothing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """``seconds``: how long what is counted took; 0 in the first look, which has nothing to count from. ``rates``: per second, and
    ``hit_percent`` of what was read. ``statements`` by the time that they took in these seconds.
    """

    moment: datetime
    seconds: float
    server: Mapping[str, Any]
    rates: Mapping[str, float | None]
    connections: Rows
    states: Mapping[str, int]
    running: Rows
    statements: Rows
    blocked: Rows
    locks: Rows
    replication: Rows
    slots: Rows
    tables: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The database can't be reached. ``again``: seconds until the next try."""

    since: datetime
    reason: str
    again: float
