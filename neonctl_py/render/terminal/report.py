"""The end of an apply for people's eyes: what was done, how long it took, and what a second plan found.

Never here: an apply while it runs (progress).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.outline import outline
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.terminal.plan import outline_line
from neonctl_py.render.wording import (
    NO_CHANGES,
    counted,
    done_line,
    duration_words,
    moment_words,
    summary_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.report.apply_report import ApplyReport

_SLOWEST = 5


def report_lines(
    report: ApplyReport, *, width: int, verbose: bool = False, destroyed: bool = False
) -> Iterator[Text]:
    """Nothing for an apply that had nothing to do: its plan said so."""
    if report.outcome == "nothing":
        return
    took = f"{counted(len(report.done), 'step')} in {duration_words(report.seconds)}"
    yield Text()
    yield from hanging(f"{done_line(report.plan, destroyed=destroyed)} {took}.", width=width, style="bold")
    for kept in report.kept:
        what = (
            f"Kept as it was: {kept.branch}, as the {kept.kind} {kept.name} until {moment_words(kept.until)}."
        )
        yield from hanging(one_line(what), width=width)
    if verbose:
        yield from _slowest(report, width)
    if report.outcome == "applied":
        said = "Nothing of the stack is left." if destroyed else NO_CHANGES
        yield from hanging(f"Planned again: {said}", width=width, style="bold green")
        return
    yield from hanging(
        "Planned again: the world still differs from the stack. Somebody changed it meanwhile, or one of its objects can't"
        " become what the stack says.",
        width=width,
        style="bold red",
    )
    for line in outline(report.left):
        yield from outline_line(line, width)
    yield Text(summary_line(report.left), style="bold")
    if report.not_ours:
        yield Text("Not of this apply's making, so somebody else changed it meanwhile:")
        for address in report.not_ours[:_SLOWEST]:
            yield from hanging(one_line(str(address)), width=width, first="    ")
        if len(report.not_ours) > _SLOWEST:
            yield Text(f"    and {len(report.not_ours) - _SLOWEST:,} more")
        yield Text("The same command undoes that, or the stack takes it over: neonpy drift shows it.")


def _slowest(report: ApplyReport, width: int) -> Iterator[Text]:
    yield Text("The slowest steps:")
    for step in sorted(report.done, key=lambda done: -done.seconds)[:_SLOWEST]:
        first = f"{duration_words(step.seconds):>8}  "
        yield from hanging(f"{step.what.replace('_', ' ')} {step.address}", width=width, first=first)
