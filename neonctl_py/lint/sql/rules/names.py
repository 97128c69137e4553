"""Names as they are written: the parser has already cut what is too long. Never here: naming conventions (lint/stack)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Statement
    from neonctl_py.lint.sql.surroundings import Surroundings

_LONGEST: Final = 63
_WORD: Final = re.compile(
    r"""--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'
    |\$(?P<tag>(?:[A-Za-z_\x80-\U0010ffff]\w*)?)\$.*?\$(?P=tag)\$
    |(?P<quoted>"(?:[^"]|"")*")|(?P<word>[A-Za-z_\x80-\U0010ffff][\w$]*)""",
    re.DOTALL | re.VERBOSE,
)


def check_length(statement: Statement, _around: Surroundings) -> Iterator[Finding]:
    """Every name of the statement."""
    if len(statement.piece.text) <= _LONGEST:
        return
    for match in _WORD.finditer(statement.piece.text):
        name = match["word"] or (match["quoted"] or "")[1:-1].replace('""', '"')
        if len(name.encode()) > _LONGEST:
            kept = name.encode()[:_LONGEST].decode(errors="ignore")
            yield Finding(
                "identifier-too-long", statement.piece.start + match.start(), f"`{name}` becomes `{kept}`."
            )
