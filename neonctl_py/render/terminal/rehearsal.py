"""A rehearsal for people's eyes. Never here: what it means (render/rehearsal)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.rehearsal import HEADINGS, RIGHT, notes, table, title, verdict
from neonctl_py.render.terminal.console import hanging, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.report.rehearsal_report import RehearsalReport, Rehearsed


def rehearsal_lines(report: RehearsalReport, *, width: int) -> Iterator[Text]:
    """A table for each place, how it ended there, and what can't be said."""
    yield Text()
    for place in report.places:
        yield from hanging(title(place), width=width)
        yield from _table(place)
        style = "bold green" if place.has_passed else "bold red"
        yield from hanging(verdict(place), width=width, style=style)
        yield from (plain(f"    {address}") for address in place.left[:10])
    for text in notes(report):
        yield from hanging(
            text.strip(), width=width, first=" " * (len(text) - len(text.lstrip())), style="dim"
        )


def _table(place: Rehearsed) -> Iterator[Text]:
    rows = table(place)
    if not rows:
        return
    widths = [max(len(row[column]) for row in (HEADINGS, *rows)) for column in range(len(HEADINGS))]
    for number, row in enumerate((HEADINGS, *rows)):
        *cells, step = row
        shown = [
            text.rjust(size) if right else text.ljust(size)
            for text, size, right in zip(cells, widths, RIGHT, strict=False)
        ]
        first = "  " + "  ".join(shown) + "  "
        style = "dim" if number == 0 else ""
        yield Text(f"{first}{step}", style=style)
