"""Names and literals as SQL text. Never here: what the names stand for.

A name is quoted only when Postgres would misread it bare, so that what we print reads like what people write.
Literals rely on ``standard_conforming_strings = on``, which every session of ours sets.
"""

from __future__ import annotations

import re

from neonctl_py.errors import PostgresError
from neonctl_py.model.keywords import QUOTED_WHEN_NAMES

MAX_BYTES = 63
"""NAMEDATALEN - 1: Postgres cuts longer names silently, and then nothing finds them again."""

_BARE = re.compile(r"[a-z_][a-z0-9_]*\Z")


class Quoted(str):
    """SQL that names something and is quoted already where it must be: ``app."Users"``."""

    __slots__ = ()


def identifier(name: str) -> str:
    """``name`` as SQL. Raises PostgresError for what no Postgres name can be: empty, with NUL, over 63 bytes."""
    if _BARE.match(name) and len(name) <= MAX_BYTES:
        return f'"{name}"' if name in QUOTED_WHEN_NAMES else name
    _refuse_impossible(name)
    return '"' + name.replace('"', '""') + '"'


def identifiers(names: tuple[str, ...] | list[str]) -> str:
    """A comma-separated list of names."""
    return ", ".join(map(identifier, names))


def qualified(schema: str, name: str) -> str:
    """``schema.name`` as SQL."""
    return f"{identifier(schema)}.{identifier(name)}"


def literal(text: str) -> str:
    """``text`` as a string literal."""
    if "\0" in text:
        raise PostgresError(
            "A text holds a NUL character", detail="Postgres can't store it.", sqlstate="22021"
        )
    return "'" + text.replace("'", "''") + "'"


def _refuse_impossible(name: str) -> None:
    size = len(name.encode())
    if not name or "\0" in name:
        raise PostgresError(
            "Not a name", detail=f"{name!r} can't name anything in Postgres.", sqlstate="42602"
        )
    if size > MAX_BYTES:
        raise PostgresError(
            "A name is too long",
            detail=f"{name!r} has {size} bytes; Postgres keeps {MAX_BYTES} and would cut the rest silently.",
            hint="Write a shorter name.",
            sqlstate="42622",
        )
