"""SQL text that users and Postgres wrote, given to SQLAlchemy without a character changed.

SQLAlchemy reads ``:name`` as a parameter and doubles ``%`` for drivers that want it. Colons are escaped here; the
compiler doubles percent signs in text by itself where the driver halves them again, and ``VerbatimType`` does so for types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import UserDefinedType

if TYPE_CHECKING:
    from sqlalchemy import TextClause

_SIMPLE = re.compile(
    r"""(?: '(?:[^'\\]|'')*' (?: ::[\w."\[\] ]+ (?:\(\d+\))? )?   # 'x'::text
          | -?[\d.]+ | [\w.]+ (?: \( [^()']* \) )?                # 1, true, now(), nextval(...)
        )\Z""",
    re.VERBOSE,
)


def verbatim(sql: str) -> TextClause:
    """``sql`` as a construct that compiles to itself: ``:=``, ``::``, ``'12:30'`` and ``%`` survive, live and offline."""
    return text(sql.replace(":", r"\:"))


def operand(expression: str) -> str:
    """``expression`` where the grammar takes only simple ones (DEFAULT, an index key): in parentheses unless it is simple."""
    return expression if _SIMPLE.match(expression) or _is_parenthesised(expression) else f"({expression})"


def _is_parenthesised(expression: str) -> bool:
    """Does one pair of parentheses hold all of it? Doubt (quotes inside) counts as no: one pair too many is harmless."""
    if (
        not (expression.startswith("(") and expression.endswith(")"))
        or "'" in expression
        or '"' in expression
    ):
        return False
    depth = 0
    for position, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position == len(expression) - 1
    return False


class VerbatimType(UserDefinedType[Any]):
    """A column type by its SQL text, with its collation, and a clause of the column that SQLAlchemy has no words for."""

    cache_ok = True

    def __init__(self, spelling: str, collation: str | None = None, clause: str = "") -> None:
        self.spelling = (spelling if collation is None else f"{spelling} COLLATE {collation}") + clause

    def __repr__(self) -> str:
        return f"VerbatimType({self.spelling!r})"


@compiles(VerbatimType, "postgresql")
def _spell(element: VerbatimType, compiler: Any, **_: Any) -> str:
    doubles = compiler.dialect.identifier_preparer._double_percents  # noqa: SLF001  the one place that knows paramstyle
    return element.spelling.replace("%", "%%") if doubles else element.spelling
