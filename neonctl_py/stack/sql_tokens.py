"""SQL text cut into tokens: just enough to find where an expression ends. Nothing here understands SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from neonctl_py.model.keywords import QUOTED_WHEN_NAMES
from neonctl_py.model.word_pattern import WORD, WORD_START

_TOKEN: Final = re.compile(
    rf"""
      (?P<space>\s+|--[^\n]*(?:\n|\Z))
    | (?P<comment>/\*)
    | (?P<string>(?:[eE](?='))'(?:[^'\\]|''|\\.)*' | (?:[bBxXnN]|[uU]&)?'(?:[^']|'')*')
    | (?P<quoted>(?:[uU]&)?"(?:[^"]|"")*")
    | (?P<dollar>\$(?P<tag>(?:{WORD_START}\w*)?)\$)
    | (?P<word>{WORD})
    | (?P<number>(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][-+]?\d+)?\.?)
    | (?P<open>[(\[])
    | (?P<close>[)\]])
    | (?P<symbol>::|[-+*/<>=~!@#%^&|`?]+|[,;:.${{}}'"\\])
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSES: Final = {"(": ")", "[": "]"}


class SqlTextError(ValueError):
    """The text ends inside a quote or a bracket. ``offset``: where that was opened, from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: word, quoted, string, number, open, close or symbol. ``depth``: brackets around it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int

    @property
    def lower(self) -> str:
        """A keyword's or an unquoted name's folded form; other tokens as they are."""
        return self.text.lower() if self.kind == "word" else self.text

    @property
    def name(self) -> str:
        """The identifier that a word or a quoted token stands for."""
        return self.text[1:-1].replace('""', '"') if self.kind == "quoted" else self.text


def tokens(text: str) -> list[Token]:
    """Its tokens without white space and comments. Raises SqlTextError where a quote or a bracket stays open."""
    found: list[Token] = []
    opened: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        kind = match.lastgroup if match else None
        if match is None or (kind == "symbol" and match.group() in "'\""):
            raise SqlTextError(f"The quote `{text[position]}` is never closed.", position)
        end, kind = _extent(text, match)
        if kind not in {"space", "comment"}:
            token = _token(text, kind, match.start(), end, opened)
            found.append(token)
        position = end
    if opened:
        raise SqlTextError(f"The bracket `{opened[-1].text}` is never closed.", opened[-1].start)
    return found


def _extent(text: str, match: re.Match[str]) -> tuple[int, str]:
    """Where the token ends, and its kind: dollar quotes and nested comments end further on."""
    if match["comment"] is not None:
        return _comment_end(text, match.start()), "comment"
    if match["dollar"] is not None:
        end = text.find(match["dollar"], match.end())
        if end < 0:
            raise SqlTextError(f"The quote `{match['dollar']}` is never closed.", match.start())
        return end + len(match["dollar"]), "string"
    return match.end(), next(name for name in _KINDS if match[name] is not None)


_KINDS: Final = ("space", "word", "string", "quoted", "number", "open", "close", "symbol")


def _token(text: str, kind: str, start: int, end: int, opened: list[Token]) -> Token:
    if kind == "close":
        if not opened or _CLOSES[opened[-1].text] != text[start]:
            raise SqlTextError(f"The bracket `{text[start]}` closes nothing.", start)
        opened.pop()
    token = Token(kind, text[start:end], start, end, len(opened))
    if kind == "open":
        opened.append(token)
    return token


def _comment_end(text: str, start: int) -> int:
    depth = 0
    for match in re.compile(r"/\*|\*/").finditer(text, start):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    raise SqlTextError("The comment `/*` is never closed.", start)


def quoted_name(name: str) -> str:
    """A name as Postgres prints it where quotes are needed only sometimes (``quote_identifier``)."""
    if re.fullmatch(r"[a-z_][a-z0-9_]*", name) and name not in QUOTED_WHEN_NAMES:
        return name
    return '"' + name.replace('"', '""') + '"'
