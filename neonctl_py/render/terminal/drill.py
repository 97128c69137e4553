"""A drill for people's eyes. Never here: what it means (render/drill)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.drill import differing_rows, drill_sentences
from neonctl_py.render.terminal.checks import check_lines
from neonctl_py.render.terminal.console import hanging, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.report.drill_report import DrillReport


def drill_lines(report: DrillReport, *, width: int) -> Iterator[Text]:
    """Each branch with what was found, then the verdict."""
    for place in report.places:
        yield Text(one_line(str(place.branch)), style="bold")
        for sentence in drill_sentences(place):
            yield from hanging(one_line(sentence), width=width, first="  ")
        if rows := differing_rows(place):
            yield plain("  since then:")
            for row in rows:
                yield from hanging(one_line(row), width=width, first="    ", style="dim")
        if failed := [check for check in place.checks if not check.has_passed]:
            yield from check_lines(failed, width=width)
        yield Text()
    problems = list(report.problems())
    for problem in problems:
        yield from hanging(one_line(problem), width=width, first="  failed  ", first_style="bold red")
    if problems:
        yield Text("The drill failed.", style="bold red")
    else:
        slowest = max(place.reachable for place in report.places)
        yield Text(f"The drill passed: reachable after {slowest:.1f} s.", style="bold green")
