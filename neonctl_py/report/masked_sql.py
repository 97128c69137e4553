"""Statements of others, without what may be secret in them: every quoted literal becomes ``'…'``. Pure.

Never here: names in double quotes, numbers; they are what makes a statement recognisable.
"""

from __future__ import annotations

import re
from typing import Final

_LITERALS: Final = re.compile(
    r"""
      (?P<escaped>\b[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z))
    | (?P<plain>'(?:[^']|'')*(?:'|\Z))
    | (?P<dollar>\$(?P<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$.*?(?:\$(?P=tag)\$|\Z))
    | (?P<quoted>"(?:[^"]|"")*(?:"|\Z))
    | (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    """,
    re.VERBOSE | re.DOTALL,
)


def masked_sql(text: str) -> str:
    """On one line, comments left out. A literal that the server cut off is masked to the end."""
    return " ".join(_LITERALS.sub(_masked, text).split())


def _masked(match: re.Match[str]) -> str:
    if match["quoted"]:
        return match[0]
    return " " if match["comment"] else "'…'"
