"""Words from the world as Markdown that they can't leave: code spans, plain text, rows of a table. And lines that fit.

Never here: what is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.render.characters import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~&]|:(?=//)|(?<=[wW])\.")
"""And where an address would become a link."""

_NOTICED: Final = re.compile(r"[@#]")
"""GitHub looks for people and issues in what the Markdown has become: a backslash is gone by then, a character between is not."""


def code(text: str) -> str:
    """A code span that the text can't end."""
    shown = one_line(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if longest or not shown.strip() else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def plain(text: str) -> str:
    """Text in which nothing is markup, a link, or somebody's name."""
    return _NOTICED.sub(r"\g<0>&#8203;", _MARKUP.sub(r"\\\g<0>", one_line(text)))


def row(cells: Iterable[str]) -> str:
    """A row of a table. Every bar in a cell is escaped, which a table undoes before it reads code spans and escapes."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def table_head(headings: Sequence[str], right: Sequence[bool] = ()) -> list[str]:
    """The two lines above the rows; ``right``: which columns stand at the right, being numbers."""
    sides = [*right, *(False for _ in headings[len(right) :])]
    return [row(headings), row("---:" if side else "---" for side in sides)]


def fitting(lines: Sequence[str], room: int) -> tuple[list[str], int]:
    """As many of the lines, from the first, as have so many characters, line ends counted; and how many that leaves out."""
    used, count = 0, 0
    for line in lines:
        used += len(line) + 1
        if used > room:
            break
        count += 1
    return list(lines[:count]), len(lines) - count
