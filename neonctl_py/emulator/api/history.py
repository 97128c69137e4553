"""Points in a branch's past: which LSN a request means, and whether it is still within reach.

Never here: copying data (``timelines.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from neonctl_py.emulator import wal
from neonctl_py.emulator.api.problem import Problem
from neonctl_py.emulator.clock import parse_rfc3339, rfc3339
from neonctl_py.emulator.lsn import format_lsn

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.emulator.control_plane import ControlPlane
    from neonctl_py.emulator.store import Document


@dataclass(frozen=True)
class Point:
    """A position in a branch's history. ``is_head`` is true for its present."""

    position: int
    moment: datetime
    is_head: bool

    @property
    def lsn(self) -> str:
        return format_lsn(self.position)

    def fields(self) -> dict[str, str]:
        """How a child branch tells where it came from."""
        return {"parent_lsn": self.lsn, "parent_timestamp": rfc3339(self.moment)}


def point_of(plane: ControlPlane, branch: Document, lsn: int | None, moment: datetime | None) -> Point:
    """The point that an LSN or a moment means; the present without either. Raises Problem 400 outside the window."""
    if lsn is not None and moment is not None:
        raise Problem(400, "invalid request: an LSN and a timestamp exclude each other")
    now = plane.clock.now()
    head = plane.fleet.mark(branch["_timeline"])
    if lsn is not None:
        return _at_lsn(plane, branch, lsn, head)
    if moment is not None:
        return _at_moment(plane, branch, moment, head)
    return Point(head, now, is_head=True)


def _at_lsn(plane: ControlPlane, branch: Document, lsn: int, head: int) -> Point:
    timeline = plane.timeline(branch)
    if lsn > head:
        raise Problem(400, f"LSN {format_lsn(lsn)} is beyond the end of the branch, {format_lsn(head)}")
    if lsn < timeline["floor"]:
        raise Problem(400, f"LSN {format_lsn(lsn)} is before the branch's history")
    if not timeline["made"]:
        return Point(head, plane.clock.now(), is_head=lsn == head)
    seen = wal.last_commit_before(plane.fleet.binaries_of(timeline), plane.data_of(timeline), lsn)
    moment = seen or parse_rfc3339(branch["created_at"])
    earliest = _earliest(plane, branch)
    if seen is not None and seen < earliest and lsn != head:
        raise Problem(
            400, f"LSN {format_lsn(lsn)} is before the history window, which begins at {rfc3339(earliest)}"
        )
    return Point(max(lsn, timeline["born"]), moment, is_head=False)


def _at_moment(plane: ControlPlane, branch: Document, moment: datetime, head: int) -> Point:
    earliest = _earliest(plane, branch)
    if moment > plane.clock.now() + timedelta(seconds=1):
        raise Problem(400, f"timestamp {rfc3339(moment)} is in the future")
    if moment < earliest.replace(microsecond=0):
        raise Problem(
            400,
            f"timestamp {rfc3339(moment)} is before the history window, which begins at {rfc3339(earliest)}",
        )
    timeline = plane.timeline(branch)
    if not timeline["made"]:
        return Point(head, moment, is_head=False)
    next_commit = wal.first_commit_after(plane.fleet.binaries_of(timeline), plane.data_of(timeline), moment)
    if next_commit is None:
        return Point(head, moment, is_head=False)
    return Point(max(next_commit, timeline["born"]), moment, is_head=False)


def _earliest(plane: ControlPlane, branch: Document) -> datetime:
    """The later of the project's birth and the beginning of its history window."""
    project = plane.project(branch["project_id"])
    window = timedelta(seconds=project["history_retention_seconds"])
    return max(parse_rfc3339(project["created_at"]), plane.clock.now() - window)
