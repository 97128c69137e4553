"""Rotated passwords as JSON. There is no password in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from neonctl_py.report.rotation_report import RotationReport


def rotation_document(report: RotationReport) -> dict[str, Any]:
    """``passwords``: each that was looked at."""
    rotated = {item.password.role: item for item in report.rotated}
    return {
        "format_version": FORMAT_VERSION,
        "type": "rotation",
        "neonpy_version": __version__,
        "passwords": [
            {
                "role": str(item.role),
                "signs_in_as": item.gets.name[0],
                "age_seconds": None if item.age is None else round(item.age),
                "rotate_every_seconds": item.every or None,
                "is_due": item.is_due,
                "takes_turns": item.takes_turns,
                "rotated": item.role in rotated,
                "problem": rotated[item.role].doubt if item.role in rotated else "",
            }
            for item in report.looked_at
        ],
        "sent": [str(address) for address in report.sent],
    }
