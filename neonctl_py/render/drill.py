"""A drill in words, as a document and as Markdown: the evidence that somebody files. Never here: colours (terminal/drill)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.fingerprint import plain
from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.render.markdown_text import code
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.report.drill_report import Drilled, DrillReport, TableRows

_SHOWN = 12


def drill_sentences(place: Drilled) -> Iterator[str]:
    """What was found, shortest first."""
    yield f"restored from {place.source} to {place.on}"
    yield f"every database answered after {place.reachable:.1f} s; looked at until {place.looked_at:.1f} s"
    some = [found for found in place.rows if found.then]
    total = sum(found.then or 0 for found in place.rows)
    about = "about " if any(found.is_estimate for found in place.rows) else ""
    yield f"{about}{counted(total, 'row')} in {len(some)} of {counted(len(place.rows), 'table')}"
    if any(found.sum_then is not None for found in place.rows):
        same = sum(not found.differs for found in place.rows)
        yield f"{same} of {counted(len(place.rows), 'table')} row for row as now, by checksum"
    if place.behind:
        yield f"the stack has changed since: apply would change {counted(len(place.behind), 'object')} of it"
    else:
        yield "its catalog is what the stack says"
    failed = sum(not check.has_passed for check in place.checks)
    if place.checks:
        yield f"{counted(len(place.checks), 'check')} run on it, {failed} did not pass"


def differing_rows(place: Drilled) -> list[str]:
    """Tables whose number of rows is another one now."""
    changed = [found for found in place.rows if found.then != found.now]
    lines = [f"{found.table.name[0]}.{found.table.name[-1]}: {_then(found)}" for found in changed[:_SHOWN]]
    if len(changed) > _SHOWN:
        lines.append(f"and {counted(len(changed) - _SHOWN, 'table')} more")
    return lines


def _then(found: TableRows) -> str:
    about = "about " if found.is_estimate else ""
    then = "not there" if found.then is None else f"{about}{counted(found.then, 'row')}"
    now = "not there now" if found.now is None else f"{found.now:,} now"
    return f"{then}, {now}"


def drill_document(report: DrillReport) -> dict[str, Any]:
    """What ``drill --json`` says. Seconds, and moments in UTC."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "drill",
        "stack": report.stack,
        "began_at": report.began.isoformat(),
        "passed": report.has_passed,
        "within_seconds": report.within,
        "problems": list(report.problems()),
        "branches": [_place(place) for place in report.places],
    }


def _place(place: Drilled) -> dict[str, Any]:
    return {
        "branch": str(place.branch),
        "source": place.source,
        "moment": place.moment.isoformat(),
        "throwaway": place.on,
        "reachable_seconds": round(place.reachable, 3),
        "looked_at_seconds": round(place.looked_at, 3),
        "tables": [
            {
                "table": str(found.table),
                "rows": found.then,
                "rows_now": found.now,
                "estimate": found.is_estimate,
                "identical": None if found.sum_then is None else not found.differs,
            }
            for found in place.rows
        ],
        "behind_the_stack": [str(address) for address in place.behind],
        "checks": [
            {
                "address": str(check.address),
                "level": check.level,
                "passed": check.has_passed,
                "value": plain(check.worst_value),
                "problem": check.problem,
            }
            for check in place.checks
        ],
    }


def drill_markdown(report: DrillReport) -> str:
    """For a ticket or a wiki."""
    verdict = "passed" if report.has_passed else "**failed**"
    lines = [f"### Restore drill of {code(report.stack)}: {verdict}", ""]
    lines += [f"- :x: {code(problem)}" for problem in report.problems()]
    lines += [
        "",
        "| branch | restored from | reachable after | rows | checks |",
        "| --- | --- | --- | --- | --- |",
    ]
    for place in report.places:
        rows = sum(found.then or 0 for found in place.rows)
        passed = sum(check.has_passed for check in place.checks)
        cells = (
            code(str(place.branch)),
            code(place.source),
            f"{place.reachable:.1f} s",
            f"{rows:,}",
            f"{passed} of {len(place.checks)}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"Begun {report.began:%Y-%m-%d %H:%M:%S} UTC."]
    return "\n".join(lines) + "\n"
