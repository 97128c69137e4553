"""Plain data to YAML text that reads back as the same data: which quotes, what stands on one line. No meaning.

``neonpy fmt``'s layout comes after it (``format``), so only what no formatter may change is decided here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.core_schema import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH: Final = 110
_SIMPLE: Final = re.compile(r"[A-Za-z0-9_./$~][\w./$*@+~-]*(?: [\w./$*@+~-]+)*\Z")
_PLAIN_START: Final = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]")
_NOT_PLAIN: Final = re.compile(r":(?:\s|\Z)|\s#|\s\Z")
_REFERENCE: Final = re.compile(r"\$\{(?=[a-zA-Z_][^{}\n]*\})")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Flow(dict[str, Any]):
    """A mapping that stands on one line where it fits."""


class Words(str):
    """Text of a key that takes numbers and truth as the text they are written as: SQL, values of settings."""

    __slots__ = ()


class Reference(str):
    """``${env:NAME}`` that is meant as such."""

    __slots__ = ()


def yaml_text(data: Mapping[str, Any]) -> str:
    """A document; block style, two spaces."""
    return "".join(f"{line}\n" for line in _mapping(data, 0))


def _mapping(data: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _value(" " * indent + f"{_key(key)}:", value, indent + 2)


def _list(items: Sequence[Any], indent: int) -> Iterator[str]:
    for item in items:
        yield from _value(" " * indent + "-", item, indent + 2)


def _value(head: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, dict | list | tuple):
        flow = _flow(value)
        if flow is not None and len(head) + 1 + len(flow) <= WIDTH:
            yield f"{head} {flow}"
        elif isinstance(value, dict):
            yield head
            yield from _mapping(value, indent)
        else:
            yield head
            yield from _list(value, indent)
    elif isinstance(value, str) and (lines := _literal(value)):
        yield f"{head} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from (" " * indent + line if line else "" for line in lines)
    else:
        yield f"{head} {_scalar(value, block=True)}"


def _key(key: str) -> str:
    """``null`` is a word of the language, and no key is ever anything but text."""
    return key if key == "null" else _scalar(key, block=False)


def _flow(value: Any) -> str | None:
    """On one line, or None for what should not or can't."""
    if isinstance(value, dict):
        if value and not isinstance(value, Flow):
            return None
        parts = [(f"{_key(key)}: ", _flow(item)) for key, item in value.items()]
        if any(text is None for _, text in parts):
            return None
        return "{" + ", ".join(f"{key}{text}" for key, text in parts) + "}"
    if isinstance(value, list | tuple):
        texts = [_flow(item) for item in value]
        return None if any(text is None for text in texts) else "[" + ", ".join(map(str, texts)) + "]"
    return None if isinstance(value, str) and "\n" in value else _scalar(value, block=False)


def _literal(text: str) -> list[str]:
    """The lines of a block scalar; none where the text can't be one."""
    if "\n" not in text or isinstance(text, Reference):
        return []
    body = _escaped(text.removesuffix("\n"))
    lines = body.split("\n")
    fits = all(line.isprintable() and not line.endswith(" ") for line in lines)
    return lines if fits and lines[0][:1] not in ("", " ") and lines[-1] else []


def _scalar(value: Any, *, block: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case Reference() if block:
            return str(value)
        case Reference():
            return f'"{value}"'  # its braces would end the mapping
        case _:
            return _text(_escaped(str(value)), block=block, as_words=isinstance(value, Words))


def _escaped(text: str) -> str:
    """With a second dollar sign where the text would be taken for a reference."""
    return _REFERENCE.sub("$${", text)


def _text(text: str, *, block: bool, as_words: bool) -> str:
    means = resolve(text) if text else None
    is_text = means is not None if as_words else means == text and isinstance(means, str)
    if is_text and text.isprintable() and (_SIMPLE.match(text) or (block and _is_plain(text))):
        return text
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(character) or _printable(character) for character in text) + '"'


def _is_plain(text: str) -> bool:
    return bool(_PLAIN_START.match(text)) and not _NOT_PLAIN.search(text)


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    number = ord(character)
    return (
        f"\\x{number:02x}"
        if number < 0x100
        else f"\\u{number:04x}"
        if number < 0x10000
        else f"\\U{number:08x}"
    )
