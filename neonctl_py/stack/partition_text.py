"""``range (created_at)`` and ``from ('2026-01-01') to ('2027-01-01')`` as Postgres prints them. Names aren't resolved here."""

from __future__ import annotations

from typing import Final

from neonctl_py.stack.sql_cursor import Cursor, DefinitionError

_STRATEGIES: Final = ("range", "list", "hash")
_WORDS: Final = frozenset({"minvalue", "maxvalue", "null"})


def read_partition_key(text: str) -> str:
    """``range (a, b)`` -> ``RANGE (a, b)``. Raises DefinitionError and SqlTextError."""
    cursor = Cursor(text)
    strategy = cursor.take_one(_STRATEGIES)
    if not strategy:
        raise cursor.error("`range`, `list` or `hash` must come first", "Write `range (created_at)`.")
    keys = cursor.bracketed()
    _end(cursor)
    return f"{strategy.upper()} ({', '.join(_parts(keys))})"


def read_bounds(text: str) -> str:
    """``from (1) to (10)``, ``in ('a', 'b')``, ``with (modulus 4, remainder 0)`` or ``default``, with or without
    ``for values``. Raises DefinitionError and SqlTextError.
    """
    cursor = Cursor(text)
    if cursor.take("default"):
        _end(cursor)
        return "DEFAULT"
    cursor.take("for", "values")
    if cursor.take("from"):
        lower = _values(cursor)
        cursor.demand("to")
        said = f"FROM {lower} TO {_values(cursor)}"
    elif cursor.take("in"):
        said = f"IN {_values(cursor)}"
    elif cursor.take("with"):
        said = f"WITH ({', '.join(' '.join(part.split()).lower() for part in _parts(cursor.bracketed()))})"
    else:
        hint = "Write `from (1) to (10)`, `in ('a')`, `with (modulus 4, remainder 0)` or `default`."
        raise cursor.error("A partition's bounds must come here", hint)
    _end(cursor)
    return f"FOR VALUES {said}"


def _values(cursor: Cursor) -> str:
    values = _parts(cursor.bracketed())
    return f"({', '.join(value.upper() if value.lower() in _WORDS else value for value in values)})"


def _parts(text: str) -> list[str]:
    """What commas outside of brackets and quotes part."""
    cursor = Cursor(text)
    found: list[str] = []
    while cursor.token is not None:
        found.append(cursor.expression(lambda here: here.word() == ","))
        cursor.take(",")
    return found


def _end(cursor: Cursor) -> None:
    if cursor.token is not None:
        raise DefinitionError(f"Nothing more fits here: `{cursor.rest}`.", cursor.offset, "")
