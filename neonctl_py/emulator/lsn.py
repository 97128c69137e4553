"""Log sequence numbers: positions in the write-ahead log, as Postgres writes them (``0/1A2B3C``).

Never here: reading the log (``wal.py``).
"""

from __future__ import annotations

import re

SEGMENT_BYTES = 1 << 20
"""Our clusters are made with 1 MB segments: small databases then keep a small history."""

_LSN = re.compile(r"([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})")


def parse_lsn(text: str) -> int:
    """The position in bytes. Raises ValueError."""
    found = _LSN.fullmatch(text)
    if found is None:
        raise ValueError(f"not an LSN: {text!r}")
    return int(found[1], 16) << 32 | int(found[2], 16)


def format_lsn(position: int) -> str:
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def segment_number(position: int) -> int:
    return position // SEGMENT_BYTES


def segment_of_file(name: str) -> int:
    """The segment number in a WAL file's name, whatever its timeline."""
    per_log = (1 << 32) // SEGMENT_BYTES
    return int(name[8:16], 16) * per_log + int(name[16:24], 16)
