"""Rows that are due, and what became of them, for people's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.wording import counted, duration_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.report.retention_report import DueRows, RetentionReport

_VERBS = {"delete": "deleted", "archive": "archived", "shred": "shredded"}


def due_lines(due: Sequence[DueRows], *, width: int) -> Iterator[Text]:
    """What would be done, rule by rule."""
    for item in due:
        if item.problem:
            yield from hanging(
                f"{one_line(str(item.rule))}  {one_line(item.problem)}",
                width=width,
                first="  failed  ",
                first_style="bold red",
            )
            continue
        held = f", {item.held:,} held" if item.held else ""
        where = f" into {item.value.into or item.value.to}" if item.value.action == "archive" else ""
        text = f"{item.rule}  {counted(item.due, 'row')} of {item.value.table} to be {_VERBS[item.value.action]}{where}{held}"
        yield from hanging(
            one_line(text),
            width=width,
            first=f"{'due' if item.due else 'ok':>8}  ",
            first_style="bold yellow" if item.due else "green",
        )
        told = [f"in {item.database}"]
        if item.keys_database is not None:
            told.append(f"keys in {item.keys_database}")
        if item.children:
            told.append(f"and with them, uncounted: {', '.join(item.children)}")
        for line in told:
            yield from hanging(one_line(line), width=width, first=" " * 10, style="dim")
    if not due:
        yield Text("There is no retention rule to run here.")


def done_lines(report: RetentionReport, *, width: int) -> Iterator[Text]:
    """What was done."""
    verbs = {item.rule: _VERBS[item.value.action] for item in report.due}
    for item in report.done:
        seconds = f", {counted(item.batches, 'batch', 'batches')}, {duration_words(item.seconds)}"
        text = f"{item.rule}  {counted(item.rows, 'row')} {verbs[item.rule]}{seconds if item.rows else ''}"
        word, style = ("failed", "bold red") if item.problem else ("done", "green")
        yield from hanging(one_line(text), width=width, first=f"{word:>8}  ", first_style=style)
        if item.problem:
            yield from hanging(one_line(item.problem), width=width, first=" " * 10, style="bold red")
        if item.left:
            left = f"{counted(item.left, 'row')} left: locked by others, or after the failure; the next run takes them"
            yield from hanging(left, width=width, first=" " * 10, style="dim")
        for certificate in item.certificates:
            yield from hanging(f"certificate {certificate['id']}", width=width, first=" " * 10, style="dim")
    rows = sum(item.rows for item in report.done)
    failed = report.failures
    summary = f"{counted(rows, 'row')} done."
    yield Text(f"{summary} {counted(failed, 'rule')} failed." if failed else summary, style="bold")
