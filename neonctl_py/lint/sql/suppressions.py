"""``-- neonpy: ignore rule-name reason``: what it excuses, and whether it does.

It holds for the statement that it stands in, the one below it, or the one that ends on its line; ``ignore-file`` holds for
the whole file. Never here: finding anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from neonctl_py.lint.sql.scanner import Piece

_COMMENT: Final = re.compile(r"(?:--|/\*)\s*neonpy:\s*ignore(?P<file>-file)?\b(?P<rest>.*)", re.DOTALL)
_RULES: Final = re.compile(r"\s*(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)\s*(?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Suppression:
    """``start`` and ``end``: the part of the file that it holds for. Without a reason it excuses nothing."""

    rules: tuple[str, ...]
    reason: str
    offset: int
    start: int
    end: int

    def covers(self, finding: Finding) -> bool:
        """Does it excuse the finding?"""
        return bool(self.reason) and finding.rule in self.rules and self.start <= finding.offset < self.end


def read_suppressions(
    text: str, comments: Sequence[Piece], statements: Sequence[Piece]
) -> tuple[Suppression, ...]:
    """Those in the file's comments."""
    return tuple(_read(text, comments, statements))


def _read(text: str, comments: Sequence[Piece], statements: Sequence[Piece]) -> Iterator[Suppression]:
    for comment in comments:
        match = _COMMENT.match(comment.text)
        if match is None:
            continue
        said = _RULES.match(match["rest"].removesuffix("*/"))
        rules = tuple(re.split(r"\s*,\s*", said["rules"])) if said else ()
        reason = said["reason"].strip(" \t\r\n:-\u2013\u2014") if said else ""
        start, end = (0, len(text) + 1) if match["file"] else _extent(text, comment, statements)
        yield Suppression(rules, reason, comment.start, start, end)


def _extent(text: str, comment: Piece, statements: Sequence[Piece]) -> tuple[int, int]:
    """Of the statement that the comment is about; empty when there is none."""
    before = None
    for statement in statements:
        if statement.end >= comment.start:
            break
        before = statement
    if before is not None and "\n" not in text[before.end : comment.start]:
        return before.start, before.end + 1
    for statement in statements:
        if statement.end >= comment.start:
            return statement.start, statement.end + 1
    return comment.start, comment.start


def doubts(
    suppressions: Sequence[Suppression], used: Collection[tuple[int, str]], known: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with the comments themselves. ``used``: (offset of the comment, rule) that excused something."""
    for item in suppressions:
        if not item.rules:
            yield Finding("unknown-suppression", item.offset, "It names no rule.")
        for name in item.rules:
            if name not in known:
                yield Finding("unknown-suppression", item.offset, f"There is no rule `{name}`.")
            elif item.reason and (item.offset, name) not in used:
                yield Finding("unused-suppression", item.offset, f"`{name}` finds nothing here.")
        if item.rules and not item.reason:
            yield Finding("suppression-without-reason", item.offset)
