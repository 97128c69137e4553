"""Which relations and functions an SQL text speaks of, by way of Postgres' own parser. Never here: judging it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.sql.tree import Node, SyntaxMistakeError, parse_statement

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUALIFIED: Final = re.compile(
    r"\b(?:from|join|into|update|table)\s+([a-z_][\w$]*)\s*\.\s*([a-z_][\w$]*)", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def statement_of(sql: str) -> Node | None:
    """Its tree; None for what Postgres can't read (that is told elsewhere)."""
    try:
        return parse_statement(sql)
    except SyntaxMistakeError:
        return None


def expression_of(sql: str) -> Node | None:
    """The tree of an expression, inside a SELECT."""
    return statement_of(f"select ({sql})")


def relations_in(tree: Node | None) -> Iterator[tuple[str, str]]:
    """Schema ("" where none is written) and name of every table or view that it reads, without its own WITH queries."""
    if tree is None:
        return
    nodes = list(tree.within())
    own = {node.text("ctename") for node in nodes if node.kind == "CommonTableExpr"}
    for node in nodes:
        if node.kind == "RangeVar" and (node.text("schemaname") or node.text("relname") not in own):
            yield node.text("schemaname"), node.text("relname")


def relations_in_text(body: str) -> Iterator[tuple[str, str]]:
    """As far as they can be seen in a body of another language: names with a schema behind FROM, JOIN, INTO, UPDATE."""
    for match in _QUALIFIED.finditer(body):
        yield match[1].lower(), match[2].lower()
