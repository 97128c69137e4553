"""Postgres' parse tree, as much of it as the rules read: nodes with a kind and parts by name.

The only module that knows whose parser it is: postgast, Postgres 18's own grammar by way of libpg_query. Never here: a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import postgast

if TYPE_CHECKING:
    from collections.abc import Iterator


class SyntaxMistakeError(Exception):
    """The statement is not Postgres' SQL. ``offset``: where in the text, in characters."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Node:
    """One node: ``kind`` is Postgres' own name of it (``AlterTableCmd``); parts that are not there read as empty."""

    _message: Any

    @property
    def kind(self) -> str:
        """The name of its C struct."""
        return str(self._message.DESCRIPTOR.name)

    @property
    def place(self) -> int:
        """Byte offset in the statement; -1 when Postgres keeps none for this kind."""
        return int(getattr(self._message, "location", -1))

    def part(self, name: str) -> Node | None:
        """The node of that name, or None."""
        return _unwrapped(getattr(self._message, name)) if self._message.HasField(name) else None

    def parts(self, name: str) -> list[Node]:
        """The list of that name."""
        found = (_unwrapped(item) for item in getattr(self._message, name))
        return [node for node in found if node is not None]

    def text(self, name: str) -> str:
        """A name or text."""
        return str(getattr(self._message, name))

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return bool(getattr(self._message, name))

    def choice(self, name: str) -> str:
        """The name of an enumerated value (``AT_AddColumn``)."""
        field = self._message.DESCRIPTOR.fields_by_name[name]
        return str(field.enum_type.values_by_number[getattr(self._message, name)].name)

    def names(self, name: str) -> tuple[str, ...]:
        """A list of name parts: ``("public", "orders")``."""
        return tuple(node.text("sval") for node in self.parts(name) if node.kind == "String")

    def within(self) -> Iterator[Node]:
        """It and everything under it, outermost first."""
        yield self
        for child in self.children():
            yield from child.within()

    def children(self) -> Iterator[Node]:
        """The nodes right under it."""
        for field, value in self._message.ListFields():
            if field.message_type is None:
                continue
            for item in [value] if hasattr(value, "DESCRIPTOR") else value:
                node = _unwrapped(item)
                if node is not None:
                    yield node


def _unwrapped(message: Any) -> Node | None:
    """Behind the wrapper that stands for any kind of node; None for an empty one."""
    if message.DESCRIPTOR.name != "Node":
        return Node(message)
    name = message.WhichOneof("node")
    return None if name is None else Node(getattr(message, name))


def parse_statement(text: str) -> Node | None:
    """The statement's node; None for nothing but white space. Raises SyntaxMistakeError."""
    try:
        parsed = postgast.parse(text)
    except postgast.PgQueryError as error:
        before = text.encode()[: max(error.cursorpos - 1, 0)]
        raise SyntaxMistakeError(error.message, len(before.decode(errors="ignore"))) from error
    return _unwrapped(parsed.stmts[0].stmt) if parsed.stmts else None
