"""The tree of a stack's text, each node with its place in the file. No meaning yet: documents give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from neonctl_py.diagnostics import Span

ScalarValue = str | int | float | bool | None


@dataclass(slots=True)
class Scalar:
    """``value`` by YAML 1.2's core schema; ``text`` after variables were filled in; ``source`` as the file has it.

    ``exact``: one character of ``text`` is one column of the file, so a place inside it can be told.
    """

    value: ScalarValue
    text: str
    span: Span
    plain: bool
    source: str
    exact: bool

    def at(self, offset: int) -> Span:
        """The place of a character of the text."""
        if not self.exact:
            return self.span
        return Span(self.span.file, self.span.line, self.span.column + offset)

    @property
    def shown(self) -> str:
        """The text for messages: variables stay names, because their values may be secrets."""
        return self.source


class Entry(NamedTuple):
    """One key of a mapping with its value."""

    key: str
    span: Span
    node: Node


@dataclass(slots=True)
class Mapping:
    """Keys in the order of the file; every key is text (``null``, ``on`` and ``1`` as well)."""

    entries: dict[str, Entry]
    span: Span

    def node(self, key: str) -> Node | None:
        """The value of a key, or None."""
        entry = self.entries.get(key)
        return entry.node if entry else None


@dataclass(slots=True)
class Sequence:
    """A list."""

    items: list[Node]
    span: Span


Node = Scalar | Mapping | Sequence


def is_null(node: Node) -> bool:
    """Is nothing written there (``key:``, ``~``, ``null``)?"""
    return isinstance(node, Scalar) and node.value is None


def shape_name(node: Node) -> str:
    """What it is, in the words of messages."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool()):
            return f"`{node.shown}` (true or false)"
        case Scalar(value=int() | float()):
            return f"`{node.shown}` (a number)"
        case _:
            return f"the text `{shortened(node.shown)}`"


def shortened(text: str, limit: int = 60) -> str:
    """One line of it."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
