"""The results of live checks for people's eyes. Never here: what a failed check means for the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from neonctl_py.render.amounts import amount_text, limit_text
from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.check import Sample
    from neonctl_py.report.check_report import CheckResult
    from neonctl_py.report.watch_report import Look, RuleEvent

_STYLES = {"alert": "bold red", "warning": "yellow", "info": "cyan", "ok": "green"}
_SHOWN: Final = 5
"""Of one check; --format json has all."""


def check_lines(results: Sequence[CheckResult], *, width: int) -> Iterator[Text]:
    """One line for each check, what is wrong below it, and the count."""
    for result in results:
        yield from result_lines(result, width=width)
    failed = sum(not result.has_passed for result in results)
    if not results:
        yield Text("The stack has no checks.")
    elif failed:
        yield Text(f"{counted(failed, 'check')} of {len(results)} did not pass.", style="bold")
    else:
        yield Text(f"{counted(len(results), 'check')} passed.", style="bold green")


def result_lines(result: CheckResult, *, width: int) -> Iterator[Text]:
    """One check."""
    text = one_line(str(result.address))
    if result.description:
        text += f"  {one_line(result.description)}"
    if result.has_passed and result.builtin:
        text += f"  ({_measured(result)})"
    yield from hanging(text, width=width, first=f"{result.level:>8}  ", first_style=_STYLES[result.level])
    for line in _wrong(result):
        yield from hanging(line, width=width, first=" " * 10, style="dim")


def look_lines(look: Look, before: Look | None, *, width: int) -> Iterator[Text]:
    """What is new since the look before, and a line that says how things are."""
    known = {result.address: result.level for result in before.results} if before is not None else {}
    for result in look.results:
        if known.get(result.address, "ok") != result.level:
            yield from result_lines(result, width=width)
    for event in look.events:
        style = "green" if event.state == "resolves" else _STYLES[event.severity]
        word = "resolved" if event.state == "resolves" else event.severity
        yield from hanging(one_line(event.headline), width=width, first=f"{word:>8}  ", first_style=style)
        for line in _done(event):
            yield from hanging(one_line(line), width=width, first=" " * 10, style="dim")
    yield Text(f"{look.at:%H:%M:%S}  {_state(look)}", style="" if look.problem else "dim")


def _done(event: RuleEvent) -> Iterator[str]:
    if event.done:
        yield event.done
    for channel, problem in event.told:
        yield f"{channel} could not be told: {problem}" if problem else f"told {channel}"


def _state(look: Look) -> str:
    if look.problem:
        return one_line(f"could not look: {look.problem}")
    if not look.results:
        return "nothing to check"
    counts = {
        level: sum(result.level == level for result in look.results)
        for level in ("ok", "info", "warning", "alert")
    }
    return ", ".join(f"{count} {level}" for level, count in counts.items() if count or level == "ok")


def _measured(result: CheckResult) -> str:
    if not result.samples:
        return "nothing to measure"
    return amount_text(result.worst_value, result.unit)


def _wrong(result: CheckResult) -> Iterator[str]:
    if result.problem:
        yield one_line(result.problem)
        return
    failing = result.failing
    for sample in failing[:_SHOWN]:
        yield _sample_line(result, sample)
    found = result.found if failing else ()
    for sample in found[:_SHOWN]:
        yield one_line(f"{sample.subject}  {sample.detail}".rstrip())
    left = max(len(failing), len(found)) - _SHOWN
    if left > 0:
        yield f"and {left} more (--format json has all)"


def _sample_line(result: CheckResult, sample: Sample) -> str:
    level = result.level_of(sample)
    limits = [limit for limit in result.broken(sample) if limit.severity == level]
    wanted = ", ".join(limit_text(limit, result.unit) for limit in limits)
    line = f"expected {wanted}, got {amount_text(sample.value, result.unit)}"
    if sample.subject:
        line = f"{sample.subject}: {line}"
    if sample.detail:
        line += f" ({sample.detail})"
    return one_line(line)
