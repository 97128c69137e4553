"""Backup schedules: kept and given back whole.

Never here: taking snapshots (``snapshot_routes.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import invalid_field

if TYPE_CHECKING:
    from neonctl_py.emulator.api.fields import Fields
    from neonctl_py.emulator.store import Document

_FREQUENCIES = ("daily", "weekly", "monthly")
_SHORTEST_RETENTION = 3600
_LONGEST_RETENTION = 3_024_000


def _get(call: Call) -> Answer:
    branch = call.plane.branch(call.project_id, call.branch_id)
    return Answer({"schedule": branch.get("_schedule", [])})


def _put(call: Call) -> Answer:
    body = call.body()
    entries = [_entry(asked) for asked in body.objects("schedule", required=True)]
    body.finish()
    if not entries:
        raise invalid_field("schedule", "must have at least one entry")
    branch = call.plane.branch(call.project_id, call.branch_id)
    branch |= {"_schedule": entries, "updated_at": call.plane.clock.stamp()}
    call.plane.store.put("branch", branch["id"], branch)
    return Answer({})


def _entry(asked: Fields) -> Document:
    entry: Document = {"frequency": asked.choice("frequency", _FREQUENCIES, required=True)}
    longest_day = 7 if entry["frequency"] == "weekly" else 31
    for name, low, high in (
        ("hour", 0, 23),
        ("day", 1, longest_day),
        ("month", 1, 12),
        ("retention_seconds", _SHORTEST_RETENTION, _LONGEST_RETENTION),
    ):
        value = asked.integer(name, low, high)
        if value is not None:
            entry[name] = value
    asked.finish()
    return entry


_SCHEDULE = "/projects/<project_id>/branches/<branch_id>/backup_schedule"

ROUTES = (Route("GET", _SCHEDULE, _get), Route("PUT", _SCHEDULE, _put, changes=True))
