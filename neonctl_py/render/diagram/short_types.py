"""Types as people write them, where a diagram has little room. Never here: types that are compared."""

from __future__ import annotations

import re
from typing import Final

_SHORT: Final = (
    (re.compile(r"\btimestamp(\(\d\))? with time zone"), r"timestamptz\1"),
    (re.compile(r"\btimestamp(\(\d\))? without time zone"), r"timestamp\1"),
    (re.compile(r"\btime(\(\d\))? with time zone"), r"timetz\1"),
    (re.compile(r"\btime(\(\d\))? without time zone"), r"time\1"),
    (re.compile(r"\bcharacter varying"), "varchar"),
    (re.compile(r"\bcharacter\b"), "char"),
    (re.compile(r"\bdouble precision"), "float8"),
)


def short_type(name: str) -> str:
    """``timestamp with time zone`` to ``timestamptz``; ``public.`` is left out."""
    shown = name.removeprefix("public.").replace('"', "")
    for pattern, short in _SHORT:
        shown = pattern.sub(short, shown)
    return shown
