"""Which defaults differ from row to row, so that Postgres writes every row when a column comes with one. Never here: what is done about it."""

from __future__ import annotations

from typing import Final

_CALLS: Final = (
    "gen_random_uuid(",
    "gen_random_bytes(",
    "uuidv4(",
    "uuidv7(",
    "uuid_generate_v",
    "random(",
    "random_normal(",
    "clock_timestamp(",
    "timeofday(",
    "nextval(",
)
_COUNTS: Final = "nextval("


def is_volatile(default: object) -> bool:
    """Of Postgres' own functions and those of its usual extensions."""
    return isinstance(default, str) and any(name in default.lower() for name in _CALLS)


def is_counter(default: object) -> bool:
    """Is each value the next of a sequence, which may belong to the column itself?"""
    return isinstance(default, str) and _COUNTS in default.lower()
