"""Passwords that are due, and what became of them, for people's eyes. Never a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.report.rotation_report import DuePassword, RotationReport

_DAY = 86400


def rotation_lines(report: RotationReport, *, width: int, is_named: bool) -> Iterator[Text]:
    """Each password that was looked at, and the count."""
    rotated = {item.password.role: item for item in report.rotated}
    for item in report.looked_at:
        done = rotated.get(item.role)
        word, style = _word(item, is_done=done is not None)
        about = _about(item, is_done=done is not None)
        yield from hanging(about, width=width, first=f"{word:>8}  ", first_style=style)
        if done is not None and done.doubt:
            why = f"signing in with it failed: {one_line(done.doubt)}"
            yield from hanging(why, width=width, first=" " * 10, style="bold red")
    for address in report.sent:
        yield from hanging(one_line(str(address)), width=width, first="    sent  ", first_style="green")
    yield Text(_summary(report, is_named=is_named), style="bold")


def asking_lines(chosen: Sequence[DuePassword], *, width: int) -> Iterator[Text]:
    """What is about to happen to whom."""
    yield Text("neonpy will give new passwords:")
    for item in chosen:
        yield from hanging(_about(item), width=width, first="    ")
        how = "the old one ends when the new one was delivered; sessions that are open stay"
        if item.takes_turns:
            how = f"{item.gets.name[0]} gets it; the one in use stays valid"
        elif item.by_platform:
            how = (
                "Neon makes it: the old one ends before the new one is delivered; sessions that are open stay"
            )
        yield from hanging(how, width=width, first=" " * 8, style="dim")


def _word(item: DuePassword, *, is_done: bool) -> tuple[str, str]:
    if is_done:
        return "rotated", "green"
    return ("due", "bold yellow") if item.is_due else ("ok", "green")


def _about(item: DuePassword, *, is_done: bool = False) -> str:
    age = "set nobody knows when" if item.age is None else f"set {_days(item.age)} ago"
    if is_done:
        user = f" for {item.gets.name[0]}" if item.takes_turns else ""
        return one_line(f"{item.role}  a new one{user}; the one before was {age}")
    rule = f", due every {_days(item.every)}" if item.every else ""
    turn = f"; it is {item.gets.name[0]}'s turn" if item.takes_turns else ""
    return one_line(f"{item.role}  {age}{rule}{turn}")


def _days(seconds: float) -> str:
    if seconds >= _DAY:
        return counted(int(seconds // _DAY), "day")
    if seconds >= 3600:
        return counted(int(seconds // 3600), "hour")
    return counted(max(1, int(seconds // 60)), "minute")


def _summary(report: RotationReport, *, is_named: bool) -> str:
    if report.rotated:
        return f"{counted(len(report.rotated), 'password')} rotated."
    if report.sent:
        return f"The secrets of {counted(len(report.sent), 'place')} were sent."
    due = sum(item.is_due for item in report.looked_at)
    if due:
        return f"{counted(due, 'password')} due: neonpy rotate gives new ones."
    if not report.looked_at and not is_named:
        return "Nothing to rotate: no role says `password: {rotate_every: 90d}`."
    return "No password is due."
