"""Which changes of a column's type Postgres makes by itself, and the USING expression for those that it does not.

A USING where none is needed would do harm: an explicit cast to ``character varying(5)`` cuts silently what an assignment refuses.
"""

from __future__ import annotations

import re

_MODIFIER = re.compile(r"\s*\([^)]*\)")

_NUMBERS = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_TEXTS = frozenset({"text", "character varying", "character", "bpchar", "name"})
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
        '"char"',
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


_DOCUMENTS = frozenset({"json", "jsonb"})
_EXPLICIT = frozenset(
    {
        ("integer", "boolean"),
        ("boolean", "integer"),
        ("integer", "bit"),
        ("bigint", "bit"),
        ("bit", "integer"),
    }
    | {("bit", "bigint"), ("macaddr", "macaddr8"), ("macaddr8", "macaddr"), ("xml", "text")}
    | {(number, "money") for number in ("integer", "bigint", "numeric")}
    | {("money", "numeric"), ("oid", "integer"), ("oid", "bigint"), ("integer", "oid"), ("bigint", "oid")}
    | {("integer", "regclass"), ("bigint", "regclass"), ("oid", "regclass"), ("regclass", "oid")}
    | {("jsonb", kind) for kind in (*_NUMBERS, "boolean")}
)
"""Pairs of built-in types between which Postgres has a cast that only ``::`` calls."""
_LIKE_ARRAYS = frozenset({"vector", "halfvec"})
_WRITTEN_AS_DOCUMENTS = frozenset({"hstore", "geometry"})
"""Types of extensions, with casts of their own to arrays and to JSON."""
_DAYS = frozenset({"date", "timestamp without time zone", "timestamp with time zone"})


def using(column: str, before: str, after: str) -> str | None:
    """The expression for ``USING``, or None where the assignment cast does. ``column`` is quoted already.

    It is one that Postgres takes for any two types: where it knows no cast, values go through their text, and those that
    the new type can't read make the statement fail.
    """
    if has_assignment_cast(before, after):
        return None
    old, new = _plain(before), _plain(after)
    if new.endswith("[]") and not old.endswith("[]"):
        return _into_an_array(column, old, after)
    if new in _DOCUMENTS and old not in _TEXTS and _bare(old) not in _WRITTEN_AS_DOCUMENTS:
        return f"to_{new}({column})"
    if old in _NUMBERS and new in _DAYS:  # seconds, as Postgres itself counts them
        moment = f"to_timestamp({column})"
        return moment if new == "timestamp with time zone" else f"({moment} AT TIME ZONE 'UTC')::{after}"
    if old in _DAYS and new in _NUMBERS:
        return f"EXTRACT(epoch FROM {column})::{after}"
    if _goes_through_text(before, after):
        return f"{column}::{_array_of('text', after)}::{after}"
    return f"{column}::{after}"


def _into_an_array(column: str, old: str, after: str) -> str:
    """Texts are read as arrays are written; other values become the only element."""
    if old in _TEXTS or _bare(old) in _LIKE_ARRAYS:
        return f"{column}::{after}"
    if old in _DOCUMENTS:
        return f"{column}::text::{after}"
    value = using(column, old, _plain(after).removesuffix("[]")) or column
    return f"CASE WHEN {column} IS NOT NULL THEN ARRAY[{value}]::{after} END"


def _goes_through_text(before: str, after: str) -> bool:
    """Does Postgres know no cast of its own, as far as the spellings tell? From and to texts there always is one."""
    old, new = _plain(before), _plain(after)
    if _is_own(before) and _is_own(after):
        return True  # one enum to another goes through their labels
    if _bare(new) in _LIKE_ARRAYS:
        return False
    if old.endswith("[]") != new.endswith("[]"):
        return True
    if old.removesuffix("[]") in _TEXTS:
        return False
    return (old.removesuffix("[]"), new.removesuffix("[]")) not in _EXPLICIT


def _bare(spelling: str) -> str:
    return spelling.rpartition(".")[2]


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
