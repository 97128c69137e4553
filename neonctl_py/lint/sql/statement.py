"""One statement of a file with its place, and reading the commonest things out of it. Never here: judging it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.model.word_pattern import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.scanner import Piece
    from neonctl_py.lint.sql.tree import Node

_NAME: Final = rf'(?:"(?:[^"]|"")*"|{WORD})'
_RELATION: Final = re.compile(rf"\(?\s*{_NAME}(?:\s*\.\s*{_NAME})*\s*\)?\s*\*?\s*")
_SKIPPED: Final = re.compile(
    r"""--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|[(),]""",
    re.DOTALL,
)

PUBLIC: Final = "public"
"""Where a name without a schema is taken to be."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``node`` is its parse tree. Offsets count characters of the file."""

    node: Node
    piece: Piece

    def offset(self, node: Node | None = None) -> int:
        """Where a node of it stands; its own beginning for one without a place."""
        return self.at(node.place if node is not None else -1)

    def at(self, place: int) -> int:
        """The same for a byte offset in the statement."""
        if place < 0:
            return self.piece.start
        if self.piece.text.isascii():
            return self.piece.start + place
        return self.piece.start + len(self.piece.text.encode()[:place].decode(errors="ignore"))

    def find(self, words: str) -> int:
        """Where a keyword of it first stands."""
        found = re.search(rf"\b{words}\b", self.piece.text, re.IGNORECASE)
        return self.piece.start + (found.start() if found else 0)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of an ALTER TABLE. ``does`` is Postgres' name of it (``AT_AddColumn``)."""

    node: Node
    does: str
    offset: int

    @property
    def name(self) -> str:
        """Of the column or constraint that it names."""
        return self.node.text("name")

    @property
    def definition(self) -> Node | None:
        """The column, constraint or type that it brings."""
        return self.node.part("def")


def relation_of(node: Node, part: str = "relation") -> tuple[str, str]:
    """Schema and name of the table that a statement is about."""
    relation = node.part(part)
    if relation is None:
        return ("", "")
    return (relation.text("schemaname") or PUBLIC, relation.text("relname"))


def dropped_names(node: Node) -> list[tuple[str, str]]:
    """Schema and name of each object of a DROP."""
    found = []
    for item in node.parts("objects"):
        parts = item.names("items") if item.kind == "List" else ()
        if item.kind == "TypeName":
            parts = item.names("names")
        if item.kind == "ObjectWithArgs":
            parts = item.names("objname")
        if item.kind == "String":
            parts = (item.text("sval"),)
        if parts:
            found.append((parts[-2] if len(parts) > 1 else PUBLIC, parts[-1]))
    return found


def commands(statement: Statement) -> Iterator[Command]:
    """Those of an ALTER TABLE, each with its place: the parser keeps none, but commas part them."""
    nodes = statement.node.parts("cmds")
    places = _command_places(statement)
    for number, node in enumerate(nodes):
        offset = places[number] if number < len(places) else statement.piece.start
        yield Command(node, node.choice("subtype"), offset)


def _command_places(statement: Statement) -> list[int]:
    relation = statement.node.part("relation")
    if relation is None or relation.place < 0:
        return []
    text = statement.piece.text
    begin = statement.offset(relation) - statement.piece.start
    named = _RELATION.match(text, begin)
    places = [named.end() if named else begin]
    depth = 0
    for match in _SKIPPED.finditer(text, places[0]):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
        elif match[0] == "," and depth == 0:
            after = re.compile(r"\s*").match(text, match.end())
            places.append(after.end() if after else match.end())
    return [statement.piece.start + place for place in places]


def column_type(column: Node) -> tuple[str, Node] | None:
    """The type's own name (``int4``, ``varchar``) and its node."""
    node = column if column.kind == "TypeName" else column.part("type_name")
    if node is None:
        return None
    names = node.names("names")
    return (names[-1], node) if names else None


def constraint_kinds(column: Node) -> dict[str, Node]:
    """The constraints written on a column, by Postgres' name of their kind (``CONSTR_NOTNULL``)."""
    return {node.choice("contype"): node for node in column.parts("constraints") if node.kind == "Constraint"}


def shown(relation: tuple[str, str]) -> str:
    """A table's name for a sentence."""
    return relation[1] if relation[0] == PUBLIC else f"{relation[0]}.{relation[1]}"
