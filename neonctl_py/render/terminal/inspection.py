"""What was found in running databases, for people's eyes: the overview, and each question's table with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.quantities import bytes_words, long_duration_words
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.terminal.table import table_lines
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from neonctl_py.report.inspection_report import DatabaseReport
    from neonctl_py.report.inspections import Finding, Inspection

_MARGIN: Final = 24


def report_lines(reports: Sequence[DatabaseReport], *, width: int, limit: int) -> Iterator[Text]:
    """Every question with its rows, at most ``limit`` of each (0: all)."""
    for number, report in enumerate(reports):
        if number:
            yield Text()
        yield Text(one_line(report.database), style="bold")
        for finding in report.findings:
            yield Text()
            yield from _finding(finding, width, limit)


def overview_lines(reports: Sequence[DatabaseReport], *, width: int, command: str) -> Iterator[Text]:
    """For each database its server on a line or two, then what needs somebody, and what to type to see it."""
    for number, report in enumerate(reports):
        if number:
            yield Text()
        yield Text(one_line(report.database), style="bold")
        yield from hanging(server_words(report.server), width=width, first="  ", rest="    ")
        yield Text()
        yield from _needs(report.findings, width)
    yield Text()
    yield from hanging(
        f"More about each: {command.replace(' inspect', ' inspect NAME', 1)}   All names: neonpy inspect --list   Live: {command} --watch",
        width=width,
        rest="  ",
        style="dim",
    )


def list_lines(inspections: Iterable[Inspection], *, width: int) -> Iterator[Text]:
    """Every name with what it tells, topic by topic."""
    topic = ""
    for one in inspections:
        if one.topic != topic:
            topic = one.topic
            yield Text(topic, style="bold")
        needs = f" (needs {one.needs})" if one.needs else ""
        yield from hanging(f"{one.tells}{needs}", width=width, first=f"  {one.name:<{_MARGIN - 2}}")


def server_words(server: Mapping[str, Any], *, is_short: bool = False) -> str:
    """``PostgreSQL 17.2, up 3h 2m, 45 MB, 12 of 97 connections (3 active), 99.8 % from cache``."""
    if not server:
        return "nothing is known of the server"
    parts = [
        f"PostgreSQL {str(server['version']).split(' ', maxsplit=1)[0]}"
        + (" (replica)" if server["is_replica"] else ""),
        f"up {long_duration_words(server['up_seconds'])}",
        bytes_words(server["size_bytes"]),
        f"{server['connections']} of {server['connection_limit']} connections"
        + ("" if is_short else f" ({server['active']} active)"),
    ]
    if is_short:
        return ", ".join(parts)
    if server["hit_percent"] is not None:
        parts.append(f"{server['hit_percent']:g} % from cache")
    if server["deadlocks"]:
        parts.append(counted(server["deadlocks"], "deadlock"))
    return ", ".join(parts)


def _needs(findings: Sequence[Finding], width: int) -> Iterator[Text]:
    hurting = [finding for finding in findings if finding.worst]
    unknown = [finding for finding in findings if finding.problem]
    for finding in hurting:
        one = finding.inspection
        first = f"  ! {one.name:<{_MARGIN - 4}}"
        yield from hanging(
            f"{finding.worst} of {len(finding.rows)}: {one.tells}",
            width=width,
            first=first,
            first_style="yellow",
        )
    for problem in dict.fromkeys(finding.problem for finding in unknown):
        names = ", ".join(finding.inspection.name for finding in unknown if finding.problem == problem)
        words = f"{names}: {one_line(problem)}"
        yield from hanging(words, width=width, first="  ? ", style="dim", first_style="dim")
    fine = len(findings) - len(hurting) - len(unknown)
    words = f"{counted(fine, 'question')} of {len(findings)} found nothing that needs somebody."
    yield from hanging(words, width=width, first="  ", style="green" if not hurting else "")
    for note in dict.fromkeys(finding.note for finding in findings if finding.note):
        yield from hanging(one_line(note), width=width, first="  ", style="dim")


def _finding(finding: Finding, width: int, limit: int) -> Iterator[Text]:
    one = finding.inspection
    yield from hanging(one.tells, width=width, first=f"{one.name}: ", rest="  ", first_style="bold")
    if finding.problem:
        yield from hanging(one_line(finding.problem), width=width, first="  ? ", style="yellow")
        return
    if not finding.rows:
        yield from hanging(finding.note if not finding.columns else one.nothing, width=width, first="    ")
        if finding.note and finding.columns:
            yield from hanging(one_line(finding.note), width=width, first="    ", style="dim")
        return
    shown = finding.rows[:limit] if limit else finding.rows
    yield from table_lines(finding.columns, shown, finding.hurting, width=width)
    if len(shown) < len(finding.rows):
        yield Text(f"    and {len(finding.rows) - len(shown):,} more (--limit 0 shows all)", style="dim")
    if finding.note:
        yield from hanging(one_line(finding.note), width=width, first="    ", style="dim")
    if finding.worst:
        yield from hanging(one.advice, width=width, first="    ", first_style="green", style="green")
