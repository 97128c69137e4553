"""Which relations a query may read, from its text: a superset, without the names that only label a column or qualify one.

SQL is not parsed here: what counts is the word before a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neonctl_py.model.word_pattern import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(rf"""'(?:[^']|'')*' | "(?:[^"]|"")+" | {WORD} | [^\s\w]""", re.VERBOSE)
_BEFORE = frozenset({"from", "join", "only", "into", "update", "using", "table", "to", ",", "("})


def relations_named(text: str) -> frozenset[tuple[str, str]]:
    """(schema, name); the schema is "" where none is written."""
    return frozenset(_found(_TOKEN.findall(text)))


def has_star(text: str) -> bool:
    """May it read every column (``select *``, ``t.*``)?"""
    return "*" in re.sub(r"'(?:[^']|'')*'|count\(\*\)", "", text)


def _found(tokens: list[str]) -> Iterator[tuple[str, str]]:
    for position, token in enumerate(tokens):
        name = _name(token)
        before = tokens[position - 1].lower() if position else ""
        if name and before == "." and position > 1 and (schema := _name(tokens[position - 2])):
            yield schema, name
        elif name and before in _BEFORE:
            yield "", name


def _name(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1].replace('""', '"')
    return token.lower() if token[0].isalpha() or token[0] == "_" else ""
