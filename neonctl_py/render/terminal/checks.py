"""The results of live checks for people's eyes. Never here: what a failed check means for the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.values import value_text
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.report.check_report import CheckResult

_STYLES = {"alert": "bold red", "warning": "yellow", "info": "cyan"}


def check_lines(results: Sequence[CheckResult], *, width: int) -> Iterator[Text]:
    """One line for each check, what is wrong below it, and the count."""
    for result in results:
        word = "ok" if result.has_passed else result.severity
        style = "green" if result.has_passed else _STYLES.get(result.severity, "")
        text = one_line(str(result.address))
        if result.description:
            text += f"  {one_line(result.description)}"
        yield from hanging(text, width=width, first=f"{word:>8}  ", first_style=style)
        if not result.has_passed:
            yield from hanging(_wrong(result), width=width, first=" " * 10, style="dim")
    failed = sum(not result.has_passed for result in results)
    if not results:
        yield Text("The stack has no checks.")
    elif failed:
        yield Text(f"{counted(failed, 'check')} of {len(results)} did not pass.", style="bold")
    else:
        yield Text(f"{counted(len(results), 'check')} passed.", style="bold green")


def _wrong(result: CheckResult) -> str:
    if result.problem:
        return one_line(result.problem)
    return f"expected {one_line(value_text(result.expect))}, got {one_line(value_text(result.actual))}"
