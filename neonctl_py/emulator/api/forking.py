"""Making a branch out of a point of another: its timeline, and what it inherits.

Never here: reading requests, deciding whether it is allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.emulator import names
from neonctl_py.emulator.catalog_sync import database_document
from neonctl_py.emulator.scram import scram_verifier
from neonctl_py.emulator.timelines import child_timeline

if TYPE_CHECKING:
    from neonctl_py.emulator.api.history import Point
    from neonctl_py.emulator.cluster_sql import Task
    from neonctl_py.emulator.control_plane import ControlPlane
    from neonctl_py.emulator.store import Document


def fork_timeline(plane: ControlPlane, source: Document, point: Point, tasks: list[Task]) -> Document:
    """A timeline that begins at ``point`` of the timeline ``source``, recorded; inside a transaction."""
    timeline = child_timeline(source, point.position, tasks)
    plane.store.put("timeline", timeline["id"], timeline)
    return timeline


def inherit_catalog(
    plane: ControlPlane, parent_id: str, child: Document, *, fresh_passwords: bool
) -> list[Task]:
    """Copy the role and database documents; the tasks that give roles new passwords when they must have."""
    tasks: list[Task] = []
    store_passwords = plane.project(child["project_id"])["store_passwords"]
    for role in plane.store.find("role", branch=parent_id):
        role["branch_id"] = child["id"]
        if fresh_passwords and role["_verifier"]:
            password = names.password()
            role |= {
                "_password": password if store_passwords else None,
                "_verifier": scram_verifier(password),
            }
            tasks.append(["password", role["name"], role["_verifier"]])
        plane.store.put("role", f"{child['id']}/{role['name']}", role)
    for database in plane.store.find("database", branch=parent_id):
        own = database_document(child["id"], database["name"], database["owner_name"], child["created_at"])
        plane.store.put("database", f"{child['id']}/{own['name']}", own)
    return tasks


def forget_catalog(plane: ControlPlane, branch_id: str) -> None:
    for kind in ("role", "database"):
        for document in plane.store.find(kind, branch=branch_id):
            plane.store.delete(kind, f"{branch_id}/{document['name']}")
