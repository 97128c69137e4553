"""One key of an index (``lower(email)``, ``created_at desc nulls last``) cut into its facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from neonctl_py.model.unordered import Unordered
from neonctl_py.stack.sql_cursor import Cursor

_NULLS: Final = {"nulls first": True, "nulls last": False}


@dataclass(slots=True)
class IndexKeyText:
    """``column`` is the name when the key is a bare one, else ""; ``expression`` otherwise."""

    column: str = ""
    quoted: bool = False
    expression: str = ""
    opclass: str | None = None
    opclass_parameters: tuple[tuple[str, str], ...] = ()
    collation: str | None = None
    descending: bool = False
    nulls_first: bool | None = None


@lru_cache(maxsize=4096)  # keys repeat: `created_at desc` is read once, and nobody changes what was read
def read_index_key(text: str) -> IndexKeyText:
    """Raises DefinitionError and SqlTextError."""
    cursor = Cursor(text)
    if cursor.token is None:
        raise cursor.error("A column or an expression must come here")
    key = IndexKeyText()
    if _primary(cursor, key) and _trailer(cursor, key):
        return key
    return _whole_expression(text)


def expression_key(text: str) -> str:
    """An expression as an index wants it: a call as it is, anything else in parentheses."""
    cursor = Cursor(text)
    key = IndexKeyText()
    whole = _primary(cursor, key) and cursor.position == len(cursor.found) and not key.column
    return text.strip() if whole else f"({text.strip()})"


def _primary(cursor: Cursor, key: IndexKeyText) -> bool:
    """A name, a call or something in parentheses."""
    first = cursor.token
    if first is not None and first.text == "(":
        key.expression = f"({cursor.bracketed()})"
        return True
    if first is None or first.kind not in {"word", "quoted"}:
        return False
    start = cursor.position
    cursor.position += 1
    while cursor.word() == "." and cursor.word(1):
        cursor.position += 2
    if cursor.word() == "(":
        cursor.bracketed()
        key.expression = cursor.text[cursor.found[start].start : cursor.found[cursor.position - 1].end]
        return True
    key.column, key.quoted = first.name, first.kind == "quoted"
    return cursor.position == start + 1


def _trailer(cursor: Cursor, key: IndexKeyText) -> bool:
    """``collate x opclass (params) desc nulls last`` up to the end; False when something else comes."""
    if cursor.take("collate"):
        key.collation = cursor.object_name("A collation")
    if cursor.token is not None and cursor.token.kind in {"word", "quoted"} and not _is_order(cursor):
        key.opclass = cursor.object_name("An operator class")
        if cursor.word() == "(":
            key.opclass_parameters = _parameters(cursor.bracketed())
    _order(cursor, key)
    return cursor.token is None


def _is_order(cursor: Cursor) -> bool:
    return cursor.word() in {"asc", "desc", "nulls"}


def _order(cursor: Cursor, key: IndexKeyText) -> None:
    key.descending = cursor.take("desc")
    if not key.descending:
        cursor.take("asc")
    nulls = cursor.take_one(tuple(_NULLS))
    if nulls and _NULLS[nulls] != key.descending:
        key.nulls_first = _NULLS[nulls]


def _parameters(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition("=") for part in text.split(","))
    return Unordered((name.strip(), value.strip().strip("'")) for name, _, value in pairs)


def _whole_expression(text: str) -> IndexKeyText:
    """Everything before the order is one expression, which Postgres wants in parentheses."""
    cursor = Cursor(text)
    expression = cursor.expression(lambda here: _is_order(here) and _only_order_follows(here))
    key = IndexKeyText(expression=expression_key(expression))
    _order(cursor, key)
    if cursor.token is not None:
        raise cursor.error("Only `asc`, `desc`, `nulls first` or `nulls last` fit here")
    return key


def _only_order_follows(cursor: Cursor) -> bool:
    rest = [token.lower for token in cursor.found[cursor.position :]]
    return all(word in {"asc", "desc", "nulls", "first", "last"} for word in rest)


def expression_label(expression: str) -> str:
    """The part of an unnamed index's name that stands for an expression: the call's or the cast column's name, or ``expr``."""
    cursor = Cursor(expression)
    while cursor.word() == "(" and _closes_at_end(cursor):
        cursor = Cursor(cursor.text.strip()[1:-1])
    key = IndexKeyText()
    if not _primary(cursor, key) or (cursor.token is not None and cursor.word() != "::"):
        return "expr"
    head = key.column or key.expression.split("(", 1)[0].rsplit(".", 1)[-1]
    return head.strip().strip('"') if key.quoted else head.strip().strip('"').lower() or "expr"


def _closes_at_end(cursor: Cursor) -> bool:
    """Is the bracket that opens first the one that closes last?"""
    closing = (
        number for number, token in enumerate(cursor.found) if token.kind == "close" and token.depth == 0
    )
    return next(closing) == len(cursor.found) - 1
