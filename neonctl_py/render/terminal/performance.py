"""Query times then and now, for people's eyes. Never here: which difference is a regression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from neonctl_py.render.amounts import number
from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.report.performance import Comparison, Judging, TypeChange

_SHOWN: Final = 3
_QUERY: Final = 160


def comparison_lines(comparison: Comparison, judging: Judging, *, width: int) -> Iterator[Text]:
    """A line for each type, the statements that made it slower, and the verdict."""
    several = len({change.database for change in comparison.changes}) > 1
    for change in comparison.changes:
        style = "bold red" if change.is_regression else "green" if change.percent < 0 else ""
        word = "slower" if change.is_regression else "ok"
        place = f"{change.database}  " if several else ""
        yield from hanging(
            one_line(f"{place}{_times(change, judging)}"),
            width=width,
            first=f"{word:>8}  ",
            first_style=style,
        )
        for one in change.slower[:_SHOWN] if change.is_regression else ():
            text = " ".join(one.query.split())
            shown = text if len(text) <= _QUERY else f"{text[: _QUERY - 1]}…"
            line = f"{number(one.before)} -> {number(one.after)} ms, {counted(one.calls, 'call')}: {shown}"
            yield from hanging(one_line(line), width=width, first=" " * 10, style="dim")
    for name in comparison.missing:
        yield Text(f"{one_line(name)} is in the baseline, and was not looked at.", style="yellow")
    if comparison.unmeasured:
        left = ", ".join(one_line(name) for name in comparison.unmeasured)
        yield Text(f"Ran too rarely to judge: {left}.", style="dim")
    yield _verdict(comparison, judging)


def _times(change: TypeChange, judging: Judging) -> str:
    then, now = getattr(change.before, judging.by), getattr(change.after, judging.by)
    new = f", {counted(change.new, 'new statement')}" if change.new else ""
    return (
        f"{change.of:12} {judging.by} {number(then)} -> {number(now)} ms ({change.percent:+.0f} %), "
        f"{counted(change.after.calls, 'call')}{new}"
    )


def _verdict(comparison: Comparison, judging: Judging) -> Text:
    slower = sum(change.is_regression for change in comparison.changes)
    since = f"since {comparison.since}" if comparison.only_since else f"against {comparison.since}"
    if not comparison.changes:
        return Text(f"Nothing can be compared {since}: no type of query ran often enough.", style="yellow")
    if slower:
        return Text(
            f"{counted(slower, 'type')} of {len(comparison.changes)} slower by more than"
            f" {judging.threshold:g} %, {since}.",
            style="bold red",
        )
    return Text(f"Nothing is slower by more than {judging.threshold:g} %, {since}.", style="bold green")
