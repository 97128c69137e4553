"""The consoles, and wrapping with a hanging indent. Colour only where it is welcome (rich reads NO_COLOR and TERM).

Never here: what is said.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from neonctl_py.render.characters import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

INDENT = 4
_PIPE_WIDTH = 100_000
_WHITE_SPACE = re.compile(r"[\t\n\x0b\x0c\r]")
"""What wrapping turns into blanks."""


def console_for(file: IO[str]) -> Console:
    """A console on that stream. Pipes and files get unwrapped lines, so that programs can read them line by line."""
    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console


def print_lines(console: Console, lines: Iterable[Text]) -> None:
    """Each on its own line; a line that is already wrapped is never wrapped again. All are one text to rich, which takes
    a millisecond for each that it is given; where there is no terminal it is not asked at all.
    """
    together = list(lines)
    if not together:
        return
    if not console.is_terminal:
        console.file.write("".join(f"{line.plain}\n" for line in together))
        console.file.flush()
    elif console.color_system is None:
        console.out("\n".join(line.plain for line in together), highlight=False)
    else:
        console.print(Text("\n").join(together), soft_wrap=True)


def hanging(
    text: str, *, width: int, first: str = "", rest: str | None = None, style: str = "", first_style: str = ""
) -> list[Text]:
    """The text wrapped at ``width``, after ``first`` on its first line and ``rest`` on the others. Of words that are too long
    only addresses are broken, after a slash.
    """
    following = " " * len(first) if rest is None else rest
    room = max(20, width - max(len(first), len(following)))
    if style == first_style and len(text) <= room and _WHITE_SPACE.search(text) is None:
        return [Text((first + text).rstrip(), style=style)]  # as below, at once: plans have 10,000s of lines
    pieces = [piece for line in _wrapped(text, room) for piece in _broken(line, room)] or [""]
    lines = []
    for number, piece in enumerate(pieces):
        margin = first if number == 0 else following
        line = Text((margin + piece).rstrip(), style=first_style)
        if style != first_style:
            line.stylize(style, len(margin))
        lines.append(line)
    return lines


def _wrapped(text: str, room: int) -> list[str]:
    if len(text) <= room and _WHITE_SPACE.search(text) is None:
        return [text]  # as below, and 20 times faster
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def _broken(line: str, room: int) -> Iterator[str]:
    if len(line) <= room or "/" not in line:
        yield line
        return
    piece = ""
    for part in re.split(r"(?<=/)", line):
        if piece and len(piece) + len(part) > room:
            yield piece
            piece = ""
        piece += part
    yield piece


def plain(text: str, style: str = "") -> Text:
    """One line in one style, made harmless."""
    return Text(one_line(text), style=style)
