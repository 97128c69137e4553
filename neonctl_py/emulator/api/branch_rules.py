"""What may be done to which branch.

Never here: doing it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from neonctl_py.emulator.api.problem import Problem, invalid_field
from neonctl_py.emulator.clock import parse_rfc3339, rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.emulator.control_plane import ControlPlane
    from neonctl_py.emulator.store import Document

_LONGEST_LIFE = timedelta(days=30)


def check_name_is_free(plane: ControlPlane, project_id: str, name: str, *, but: str = "") -> None:
    if any(branch["name"] == name and branch["id"] != but for branch in plane.branches(project_id)):
        raise Problem(409, f'branch with the name "{name}" already exists')


def children(plane: ControlPlane, branch: Document) -> list[Document]:
    return [other for other in plane.branches(branch["project_id"]) if other.get("parent_id") == branch["id"]]


def check_deletable(plane: ControlPlane, branch: Document) -> None:
    if branch["default"]:
        raise Problem(422, "cannot delete the default branch of a project")
    if branch["protected"]:
        raise Problem(422, "cannot delete a protected branch")
    if branch.get("_root"):
        raise Problem(422, "cannot delete the root branch of a project")
    if children(plane, branch):
        raise Problem(422, "cannot delete a branch that has children")


def check_can_expire(plane: ControlPlane, branch: Document) -> None:
    if branch["default"]:
        raise Problem(422, "the default branch cannot have an expiration time")
    if branch["protected"]:
        raise Problem(422, "a protected branch cannot have an expiration time")
    if children(plane, branch):
        raise Problem(422, "a branch that has children cannot have an expiration time")


def expiry_fields(plane: ControlPlane, expires_at: datetime, since: str, path: str) -> dict[str, str | int]:
    """``expires_at`` and ``ttl_interval_seconds`` of a branch that lives since ``since``."""
    now = plane.clock.now()
    if expires_at <= now:
        raise invalid_field(path, "must be in the future")
    if expires_at > now + _LONGEST_LIFE:
        raise invalid_field(path, "must be at most 30 days away")
    seconds = int((expires_at.replace(microsecond=0) - parse_rfc3339(since)).total_seconds())
    return {"expires_at": rfc3339(expires_at), "ttl_interval_seconds": max(seconds, 1)}
