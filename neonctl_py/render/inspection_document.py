"""What ``inspect --json`` says: rows as objects, with the names and units that the columns have."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.report.inspection_report import DatabaseReport
    from neonctl_py.report.inspections import Finding, Inspection


def inspection_document(reports: Iterable[DatabaseReport]) -> dict[str, Any]:
    """``hurts`` says of each row whether it needs somebody."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "inspection",
        "neonpy_version": __version__,
        "databases": [
            {
                "database": report.database,
                "server": {name: _plain(value) for name, value in report.server.items()},
                "inspections": [_finding(finding) for finding in report.findings],
            }
            for report in reports
        ],
    }


def inspections_document(inspections: Iterable[Inspection]) -> dict[str, Any]:
    """What ``inspect --list --json`` says."""
    listed = [
        {
            "name": one.name,
            "topic": one.topic,
            "tells": one.tells,
            "advice": one.advice,
            "needs": one.needs or None,
        }
        for one in inspections
    ]
    return {"format_version": FORMAT_VERSION, "type": "inspections", "inspections": listed}


def _finding(finding: Finding) -> dict[str, Any]:
    one = finding.inspection
    return {
        "name": one.name,
        "tells": one.tells,
        "advice": one.advice,
        "problem": finding.problem or None,
        "note": finding.note or None,
        "rows": [
            {
                "hurts": hurts,
                **{name: _plain(value) for name, value in zip(finding.columns, row, strict=True)},
            }
            for hurts, row in zip(finding.hurting, finding.rows, strict=True)
        ],
    }


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
