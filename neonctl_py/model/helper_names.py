"""What neonpy itself adds to a table for a while, by name: checks that let a later statement skip its scan, and what is built beside
the index or constraint that it replaces. Whoever finds one knows that an apply was interrupted.
"""

from __future__ import annotations

from typing import Final

from neonctl_py.model.fingerprint import fingerprint

MAXIMUM_BYTES: Final = 63
BOUNDS_CHECK: Final = "neonpy_bounds"
"""On a table that becomes a partition: its rows are within the bounds."""

OTHERS_CHECK: Final = "neonpy_other_bounds"
"""On a default partition: its rows are outside the bounds of one that is about to join."""

_REPLACEMENT: Final = "neonpy_new_"
_REPLACED: Final = "neonpy_replaced_"


def not_null_check(column: str) -> str:
    """Of a column that becomes NOT NULL."""
    name = f"neonpy_{column}_not_null"
    return name if len(name.encode()) <= MAXIMUM_BYTES else f"neonpy_{short_hash(column)}_not_null"


def replacement(name: str) -> str:
    """Of what is built beside the index, constraint or type whose place it will take."""
    return f"{_REPLACEMENT}{short_hash(name)}"


def replaced(name: str) -> str:
    """Of an index whose place another one has taken, until it is gone."""
    return f"{_REPLACED}{short_hash(name)}"


def is_helper(name: str) -> bool:
    """Is it one of ours?"""
    return (
        name in (BOUNDS_CHECK, OTHERS_CHECK)
        or name.startswith((_REPLACEMENT, _REPLACED))
        or (name.startswith("neonpy_") and name.endswith("_not_null"))
    )


def short_hash(text: str) -> str:
    """Eight letters for a name."""
    return fingerprint(text)[:8]
