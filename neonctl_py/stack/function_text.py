"""The header of a function as SQL writes it, cut into its facts: ``add(a integer, b integer default 0)``, ``setof t``, ``f('x')``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.sql_cursor import Cursor, DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name, tokens
from neonctl_py.stack.type_names import TypeText, TypeTextError, read_type_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.stack.sql_tokens import Token

PSEUDO_TYPES: Final = frozenset(
    [
        "any",
        "anyarray",
        "anycompatible",
        "anycompatiblearray",
        "anycompatiblemultirange",
        "anycompatiblenonarray",
        "anycompatiblerange",
        "anyelement",
        "anyenum",
        "anymultirange",
        "anynonarray",
        "anyrange",
        "cstring",
        "event_trigger",
        "fdw_handler",
        "index_am_handler",
        "internal",
        "language_handler",
        "pg_ddl_command",
        "record",
        "table_am_handler",
        "trigger",
        "tsm_handler",
        "unknown",
        "void",
    ]
)
"""What only functions take or give."""

_MODES: Final = {"in": "in", "out": "out", "inout": "inout", "variadic": "variadic"}
_MODIFIER: Final = re.compile(r"\([\d, -]*\)")
_INTERVAL: Final = re.compile(r"interval .*")


@dataclass(frozen=True, slots=True)
class ArgumentText:
    """One argument; ``type`` isn't resolved."""

    type: TypeText
    name: str = ""
    mode: str = "in"
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A name and its arguments."""

    name: str
    arguments: tuple[ArgumentText, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """``setof`` before it; ``columns`` of RETURNS TABLE instead of a type."""

    type: TypeText | None = None
    setof: bool = False
    columns: tuple[ArgumentText, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """``audit('users', 1)``: ``schema`` "" when not written."""

    schema: str
    name: str
    arguments: tuple[str, ...] = ()


def read_header(text: str) -> Header:
    """``name`` or ``name(arguments)``; the name as it is, like every name of a stack, or in double quotes. Raises DefinitionError,
    TypeTextError, SqlTextError.
    """
    name, rest = split_header(text)
    if not rest:
        return Header(name)
    if not rest.endswith(")"):
        raise DefinitionError("A `)` must come at the end.", len(text))
    return Header(name, read_arguments(rest[:-1]))


def split_header(text: str) -> tuple[str, str]:
    """The name, and what follows the bracket behind it."""
    quoted = re.match(r'\s*"((?:[^"]|"")*)"\s*(?=\(|\Z)', text)
    if quoted:
        return quoted[1].replace('""', '"'), text[quoted.end() + 1 :].rstrip()
    name, _, rest = text.partition("(")
    return name.strip(), rest.rstrip()


def read_arguments(text: str) -> tuple[ArgumentText, ...]:
    """``a integer, out b text default 'x'``."""
    found = tokens(text)
    pieces: list[list[Token]] = [[]]
    for token in found:
        if token.text == "," and token.depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if not found:
        return ()
    if not all(pieces):
        raise DefinitionError("An argument is missing beside a comma.", 0)
    return tuple(_argument(piece, text) for piece in pieces)


def _argument(piece: Sequence[Token], text: str) -> ArgumentText:
    head, default = _split_default(piece, text)
    mode, named = "", list(head)
    for position in (0, 1):  # the mode may stand behind the name, too
        if not mode and position < len(named) - 1 and named[position].lower in _MODES:
            mode = _MODES[named.pop(position).lower]
            if mode == "in" and position < len(named) - 1 and named[position].lower == "out":
                named.pop(position)
                mode = "inout"
    whole = _whole_type(named, text)
    if whole is not None:
        return ArgumentText(whole, "", mode or "in", default)
    first = named[0]
    rest = _whole_type(named[1:], text)
    if rest is None or first.kind not in ("word", "quoted"):
        shown = text[piece[0].start : piece[-1].end]
        raise DefinitionError(f"`{shown}` is not an argument.", piece[0].start, "Write `name type`.")
    name = first.name if first.kind == "quoted" else first.lower
    return ArgumentText(rest, name, mode or "in", default)


def _split_default(piece: Sequence[Token], text: str) -> tuple[Sequence[Token], str | None]:
    for position, token in enumerate(piece):
        if token.depth == 0 and position and (token.lower == "default" or token.text in ("=", ":=")):
            return piece[:position], text[token.end : piece[-1].end].strip()
        if (
            token.depth == 0
            and token.text == ":"
            and position + 1 < len(piece)
            and piece[position + 1].text == "="
        ):
            return piece[:position], text[piece[position + 1].end : piece[-1].end].strip()
    return piece, None


def _whole_type(found: Sequence[Token], text: str) -> TypeText | None:
    """The type that all of these tokens are, if they are one."""
    try:
        kind, used = read_type_tokens(found, text)
    except (TypeTextError, DefinitionError, SqlTextError, IndexError):
        return None
    return kind if used == len(found) else None


def read_result(text: str) -> Result:
    """``integer``, ``setof public.users``, ``table(id integer, name text)``."""
    found = tokens(text)
    first = found[0].lower if found else ""
    if first == "table" and len(found) > 1 and found[1].text == "(":
        inner = text[found[1].end : found[-1].start]
        return Result(columns=read_arguments(inner))
    setof = first == "setof"
    kind = _whole_type(found[1:] if setof else found, text)
    if kind is None:
        raise DefinitionError(
            f"`{text}` is not a type.", 0, "Write a type, `setof type` or `table(name type)`."
        )
    return Result(kind, setof)


def read_call(text: str) -> Call:
    """``touch()``, ``app.audit('users', 1)``: what EXECUTE FUNCTION takes."""
    cursor = Cursor(text)
    parts = [_folded(cursor)]
    while cursor.take("."):
        parts.append(_folded(cursor))
    arguments: list[str] = []
    cursor.demand("(")
    while not cursor.take(")"):
        token = cursor.token
        if token is None:
            raise cursor.error("`)` must come here")
        cursor.position += 1
        arguments.append(_literal(token))
        if not cursor.take(",") and cursor.word() != ")":
            raise cursor.error("`,` or `)` must come here")
    if cursor.token is not None or len(parts) > 2:
        raise cursor.error("Nothing may come after the call")
    return Call(parts[0] if len(parts) == 2 else "", parts[-1], tuple(arguments))


def _folded(cursor: Cursor) -> str:
    token = cursor.token
    name = cursor.name("A function")
    return name.lower() if token is not None and token.kind == "word" else name


def _literal(token: Token) -> str:
    if token.kind != "string":
        return token.name
    if token.text.startswith("$"):
        tag = token.text[: token.text.index("$", 1) + 1]
        return token.text[len(tag) : -len(tag)]
    text = token.text[token.text.index("'") + 1 : -1].replace("''", "'")
    return text.replace("\\\\", "\\") if token.text[0] in "eE" else text


def without_modifier(kind: TypeText) -> TypeText:
    """A function's argument and result forget ``(10)``."""
    builtin = _INTERVAL.sub("interval", _MODIFIER.sub("", kind.builtin))
    return TypeText(kind.schema, kind.name, "", kind.array, builtin)


def pseudo_type(kind: TypeText) -> str:
    """As Postgres prints it; "" for a real type."""
    if kind.builtin or kind.schema or kind.name not in PSEUDO_TYPES:
        return ""
    return quoted_name(kind.name) + ("[]" if kind.array else "")
