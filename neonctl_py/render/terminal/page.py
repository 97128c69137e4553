"""A page of Markdown for people's eyes, and the list of pages. Never here: what they say."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.terminal.console import hanging

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

_WIDTH = 100
_MARGIN = 24


def print_page(console: Console, text: str) -> None:
    """Set on a terminal; elsewhere as it was written, which is as easy to read."""
    if not console.is_terminal:
        console.file.write(text)
        return
    from rich.markdown import Markdown  # noqa: PLC0415  only here, and not light

    console.print(Markdown(text, hyperlinks=False), width=min(console.width, _WIDTH))


def page_list_lines(entries: Iterable[tuple[str, str, str]], *, width: int) -> Iterator[Text]:
    """Entries are (topic, name, summary), topic by topic."""
    for number, (topic, group) in enumerate(groupby(entries, key=lambda entry: entry[0])):
        if number:
            yield Text()
        yield Text(topic, style="bold")
        for _, name, summary in group:
            first = f"  {name:<{_MARGIN - 4}}  "
            yield from hanging(summary, width=width, first=first)
