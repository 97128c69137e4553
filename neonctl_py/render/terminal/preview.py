"""Previews for people's eyes. Never a secret here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.render.characters import one_line
from neonctl_py.render.wording import counted, summary_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from neonctl_py.report.preview_report import Preview, PreviewReport

_HEADS = ("preview", "project", "pr", "data", "of", "created (UTC)", "expires (UTC)", "")


def report_text(report: PreviewReport) -> str:
    """What became of it, line by line."""
    return "".join(f"{one_line(line)}\n" for line in _report(report))


def _report(report: PreviewReport) -> Iterator[str]:
    first = report.previews[0]
    word = "made" if report.created else "brought up to date"
    yield f"{report.name}: {word}, {first.data}, a copy of {first.parent}, until {_moment(first.expires)} UTC"
    for name in report.closed:
        yield f"    closed {name} to make room"
    for item in report.masked:
        rules = ", ".join(f"{column} ({rule})" for column, rule in item.columns)
        yield f"    masked {item.table}: {rules}; {counted(item.rows, 'row')}"
    yield f"    {summary_line(report.applied.plan)}"
    for file in report.seeded:
        yield f"    seeded from {file}"
    for preview in report.previews:
        yield f"    branch {preview.branch_id} of {preview.project} ({preview.project_id})"


def list_text(previews: Sequence[Preview]) -> str:
    """A table; unfinished ones say so."""
    if not previews:
        return "There are no previews of this stack.\n"
    rows = [
        _HEADS,
        *(
            (
                preview.name,
                preview.project,
                preview.pr,
                preview.data,
                preview.parent,
                _moment(preview.created),
                _moment(preview.expires),
                "" if preview.is_ready else "unfinished",
            )
            for preview in previews
        ),
    ]
    safe = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in safe) for column in range(len(_HEADS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in safe)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _moment(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment is not None else "(never)"
