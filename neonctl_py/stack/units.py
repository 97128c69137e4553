"""Durations, sizes and timestamps with their units. Pure text to numbers and back; nothing here knows a limit."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_BYTES: Final = {
    "B": 1,
    "kB": 1000,
    "KB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "TB": 1000**4,
    "KiB": 1024,
    "MiB": 1024**2,
    "GiB": 1024**3,
    "TiB": 1024**4,
}
DURATION: Final = r"(?:[0-9]+(?:s|m|h|d|w))+"
SIZE: Final = r"[0-9]+(?:\.[0-9]+)? ?(?:B|[kKMGT]B|[KMGT]iB)"
TIMESTAMP: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
CLOCK: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"


def seconds(text: str) -> int | None:
    """``1d12h`` to 129600; None when it is no duration."""
    if not re.fullmatch(DURATION, text) or len(text) > 40:
        return None
    return sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"([0-9]+)([smhdw])", text))


def duration_text(value: int) -> str:
    """129600 to ``36h``: the largest unit that says it in one number."""
    for unit in ("d", "h", "m"):
        if value and value % _SECONDS[unit] == 0:
            return f"{value // _SECONDS[unit]}{unit}"
    return f"{value}s"


def size_in_bytes(text: str) -> int | None:
    """``10GB`` to 10000000000 and ``1GiB`` to 1073741824; None when it is no size."""
    match = re.fullmatch(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?([A-Za-z]+)", text)
    if match is None or match[2] not in _BYTES:
        return None
    return round(float(match[1]) * _BYTES[match[2]])


def size_text(value: int) -> str:
    """10000000000 to ``10GB``: the largest unit that says it in a whole number."""
    for unit in ("TB", "TiB", "GB", "GiB", "MB", "MiB", "kB", "KiB"):
        if value and value % _BYTES[unit] == 0:
            return f"{value // _BYTES[unit]}{unit}"
    return f"{value}B"


def timestamp(text: str) -> str | None:
    """RFC 3339 in UTC with whole seconds (``2026-01-02T03:04:05Z``), as the platform keeps it; None when it is none."""
    if not re.fullmatch(TIMESTAMP, text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
