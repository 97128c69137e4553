"""What lint found, for a person. Never here: finding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.diagnostics import Severity
from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.diagnostics import diagnostic_lines
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.report.lint_report import LintReport

_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "piece of advice"}


def lint_lines(
    report: LintReport, *, width: int, sources: Mapping[str, str], verbose: bool
) -> Iterator[Text]:
    """Every finding, with ``verbose`` the excused ones, too, and a summary."""
    for finding in report.findings:
        yield from diagnostic_lines(finding, width=width, sources=sources)
    if verbose:
        for finding, reason in report.excused:
            place = f"{finding.span}: " if finding.span is not None else ""
            about = f" {finding.address}" if finding.address else ""
            yield Text(one_line(f"{place}{finding.rule}{about} is suppressed: {reason}"), style="dim")
    told = [_number(count, _NOUNS[severity]) for severity, count in report.counts().items() if count]
    excused = f", {len(report.excused)} suppressed" if report.excused else ""
    checked = (
        counted(len(report.checked), "file") if len(report.checked) != 1 else one_line(report.checked[0])
    )
    yield Text(f"{', '.join(told) if told else 'Nothing found'}{excused} in {checked}.", style="bold")
    if (
        report.findings and report.findings[0].code != report.findings[0].rule
    ):  # a team's own is explained by itself
        yield Text(f"neonpy explain {report.findings[0].rule} tells more.")


def _number(count: int, noun: str) -> str:
    if noun == "piece of advice":
        return f"{count} piece{'' if count == 1 else 's'} of advice"
    return counted(count, noun)
