"""Which changes of a column's type Postgres makes by itself, and the USING expression for those that it does not.

A USING where none is needed would do harm: an explicit cast to ``character varying(5)`` cuts silently what an assignment refuses.
"""

from __future__ import annotations

import re

_MODIFIER = re.compile(r"\s*\([^)]*\)")

_NUMBERS = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_TEXTS = frozenset({"text", "character varying", "character", "bpchar", "name", '"char"'})
_TIMES = {
    "date": {"timestamp without time zone", "timestamp with time zone"},
    "timestamp without time zone": {"date", "time without time zone", "timestamp with time zone"},
    "timestamp with time zone": {
        "date",
        "time without time zone",
        "time with time zone",
        "timestamp without time zone",
    },
    "time without time zone": {"interval", "time with time zone"},
    "time with time zone": {"time without time zone"},
    "interval": {"time without time zone"},
}
_PAIRS = (frozenset({"json", "jsonb"}), frozenset({"inet", "cidr"}), frozenset({"bit", "bit varying"}))
_OTHERS = frozenset(
    {
        "boolean",
        "bytea",
        "uuid",
        "xml",
        "money",
        "oid",
        "regclass",
        "macaddr",
        "macaddr8",
        "point",
        "tsvector",
        "tsquery",
    }
    | {"int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "jsonpath", "pg_lsn"}
)
_BUILT_IN = _NUMBERS | _TEXTS | _OTHERS | frozenset(_TIMES) | frozenset().union(*_PAIRS)


def using(column: str, before: str, after: str) -> str | None:
    """The expression for ``USING``, or None where the assignment cast does. ``column`` is quoted already."""
    if has_assignment_cast(before, after):
        return None
    if _is_own(before) and _is_own(after):
        return (
            f"{column}::{_array_of('text', after)}::{after}"  # one enum to another goes through their labels
        )
    return f"{column}::{after}"


def has_assignment_cast(before: str, after: str) -> bool:
    """Does Postgres convert by itself, as far as the two spellings tell?"""
    old, new = _plain(before), _plain(after)
    if old == new:
        return True
    if old.endswith("[]") != new.endswith("[]"):
        return new in _TEXTS
    old, new = old.removesuffix("[]"), new.removesuffix("[]")
    return (
        new in _TEXTS
        or {old, new} <= _NUMBERS
        or new in _TIMES.get(old, ())
        or any({old, new} <= pair for pair in _PAIRS)
    )


def _plain(spelling: str) -> str:
    return _MODIFIER.sub("", spelling)


def _is_own(spelling: str) -> bool:
    """Not a type of Postgres' own: an enum, a domain, one of an extension."""
    return _plain(spelling).removesuffix("[]") not in _BUILT_IN


def _array_of(element: str, like: str) -> str:
    return f"{element}[]" if like.endswith("[]") else element
