"""A SQL file cut into statements, comments and what only psql understands, with the place of each.

Postgres' parser gives up on a whole file at the first mistake and drops comments; cut beforehand, each statement has its own
mistake and each comment its place. Nothing here understands SQL beyond quotes, comments and ``BEGIN ATOMIC``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Piece:
    """``text`` as written; ``start``: offset of its first character in the file."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Scan:
    """``statements`` without their semicolons; ``comments`` with their dashes. What is never closed is a statement to the end."""

    statements: tuple[Piece, ...]
    comments: tuple[Piece, ...]


_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<line>--[^\n]*)
    | (?P<block>/\*)
    | (?P<string>[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*")
    | \$(?P<tag>(?:[A-Za-z_\x80-\U0010ffff]\w*)?)\$
    | (?P<word>[A-Za-z_\x80-\U0010ffff][\w$]*)
    | (?P<end>;)
    | (?P<meta>\\[^\n]*)
    | (?P<other>[^\s'"$;\\A-Za-z_/-]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK: Final = re.compile(r"/\*|\*/")
_COPY: Final = re.compile(r"copy\s.*\sfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
_RULE: Final = re.compile(r"create\s+(?:or\s+replace\s+)?rule\b", re.IGNORECASE)
_COPY_END: Final = re.compile(r"^\\\.[ \t\r]*$", re.MULTILINE)


def scan(text: str) -> Scan:
    r"""Its pieces in the order of the file. Lines for psql (``\connect``) and the rows after ``COPY … FROM stdin`` are left out."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.statements: list[Piece] = []
        self.comments: list[Piece] = []
        self.start: int | None = None
        self.last = 0
        self.words: list[str] = []
        self.depth = 0

    def scan(self) -> Scan:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            position = self._take(match, position) if match else position + 1
        self._finish()
        return Scan(tuple(self.statements), tuple(self.comments))

    def _take(self, match: re.Match[str], position: int) -> int:
        """Note one token; the position behind it."""
        kind = match.lastgroup
        if kind == "space":
            return match.end()
        if kind == "line":
            self.comments.append(Piece(match[0].rstrip("\r"), position))
            return match.end()
        if kind == "block":
            return self._block_comment(position)
        if kind == "meta" and self.start is None:
            return match.end()
        if kind == "end" and self.depth == 0 and not self._is_in_rule():
            return self._semicolon(match.end())
        end = match.end()
        if kind == "tag":
            end = self._dollar(match)
        elif kind == "word":
            self._word(match[0].lower())
        elif match[0] in {"'", '"'}:
            end = len(self.text)
        if self.start is None:
            self.start = position
        self.last = end
        return end

    def _block_comment(self, position: int) -> int:
        depth = 0
        for match in _BLOCK.finditer(self.text, position):
            depth += 1 if match[0] == "/*" else -1
            if depth == 0:
                self.comments.append(Piece(self.text[position : match.end()], position))
                return match.end()
        self.start, self.last = self.start or position, len(self.text)
        return len(self.text)

    def _dollar(self, match: re.Match[str]) -> int:
        end = self.text.find(match[0], match.end())
        return len(self.text) if end < 0 else end + len(match[0])

    def _word(self, word: str) -> None:
        """A body in ``BEGIN ATOMIC … END`` has semicolons of its own."""
        if self.words[-1:] == ["begin"] and word == "atomic":
            self.depth = 1
        elif self.depth and word == "case":
            self.depth += 1
        elif self.depth and word == "end":
            self.depth -= 1
        self.words = [word]

    def _is_in_rule(self) -> bool:
        """CREATE RULE … DO (a; b): inside its brackets semicolons part its own commands."""
        text = "" if self.start is None else self.text[self.start : self.last]
        return bool(_RULE.match(text)) and text.count("(") > text.count(")")

    def _semicolon(self, end: int) -> int:
        statement = self._finish()
        if statement is not None and _COPY.match(statement.text):
            rows_end = _COPY_END.search(self.text, end)
            return rows_end.end() if rows_end else len(self.text)
        return end

    def _finish(self) -> Piece | None:
        if self.start is None:
            return None
        piece = Piece(self.text[self.start : self.last], self.start)
        self.statements.append(piece)
        self.start, self.words, self.depth = None, [], 0
        return piece
