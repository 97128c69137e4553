"""What neonpy itself adds to a table for a while, by name: checks that let a later statement skip its scan. Whoever finds one knows that
an apply was interrupted.
"""

from __future__ import annotations

from typing import Final

from neonctl_py.model.fingerprint import fingerprint

MAXIMUM_BYTES: Final = 63
BOUNDS_CHECK: Final = "neonpy_bounds"
"""On a table that becomes a partition: its rows are within the bounds."""

OTHERS_CHECK: Final = "neonpy_other_bounds"
"""On a default partition: its rows are outside the bounds of one that is about to join."""


def not_null_check(column: str) -> str:
    """Of a column that becomes NOT NULL."""
    name = f"neonpy_{column}_not_null"
    return name if len(name.encode()) <= MAXIMUM_BYTES else f"neonpy_{short_hash(column)}_not_null"


def is_helper(name: str) -> bool:
    """Is it one of ours?"""
    return name in (BOUNDS_CHECK, OTHERS_CHECK) or (name.startswith("neonpy_") and name.endswith("_not_null"))


def short_hash(text: str) -> str:
    """Eight letters for a name."""
    return fingerprint(text)[:8]
