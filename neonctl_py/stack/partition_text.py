"""``range (created_at)`` and ``from ('2026-01-01') to ('2027-01-01')`` as Postgres prints them. Names aren't resolved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.stack.sql_cursor import Cursor, DefinitionError, list_items
from neonctl_py.stack.sql_tokens import SqlTextError

if TYPE_CHECKING:
    from collections.abc import Callable

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
    return f"{strategy.upper()} ({', '.join(list_items(keys))})"


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
        said = (
            f"WITH ({', '.join(' '.join(part.split()).lower() for part in list_items(cursor.bracketed()))})"
        )
    else:
        hint = "Write `from (1) to (10)`, `in ('a')`, `with (modulus 4, remainder 0)` or `default`."
        raise cursor.error("A partition's bounds must come here", hint)
    _end(cursor)
    return f"FOR VALUES {said}"


def _values(cursor: Cursor) -> str:
    values = list_items(cursor.bracketed())
    return f"({', '.join(value.upper() if value.lower() in _WORDS else value for value in values)})"


def _end(cursor: Cursor) -> None:
    if cursor.token is not None:
        raise DefinitionError(f"Nothing more fits here: `{cursor.rest}`.", cursor.offset, "")


def short_partition_key(spelled: str) -> str | None:
    """The reverse of ``read_partition_key``; None where no text would be read as that."""
    strategy, _, keys = spelled.partition(" ")
    return _that_reads(f"{strategy.lower()} {keys}", spelled, read_partition_key)


def short_bounds(spelled: str) -> str | None:
    """The reverse of ``read_bounds``; None where no text would be read as that."""
    cursor = Cursor(spelled)
    cursor.take("for", "values")
    words: list[str] = []
    while cursor.token is not None:
        is_list = cursor.word() == "("
        words.append(_lowered(cursor.bracketed()) if is_list else cursor.name().lower())
    return _that_reads(" ".join(words), spelled, read_bounds)


def _lowered(values: str) -> str:
    return (
        f"({', '.join(value.lower() if value.lower() in _WORDS else value for value in list_items(values))})"
    )


def _that_reads(text: str, spelled: str, read: Callable[[str], str]) -> str | None:
    try:
        return text if read(text) == spelled else None
    except (DefinitionError, SqlTextError):
        return None
