"""Putting a restored branch in the place of the one it was restored for.

Never here: reading requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.emulator.api import branch_rules
from neonctl_py.emulator.operations import Work

if TYPE_CHECKING:
    from neonctl_py.emulator.control_plane import ControlPlane
    from neonctl_py.emulator.store import Document


def finalize(plane: ControlPlane, restored: Document, target: Document, *, name: str | None) -> list[Work]:
    """Swap names and default, move the endpoints; inside a transaction. ``name`` is for the replaced branch."""
    stamp = plane.clock.stamp()
    old_name = name or f"{target['name']} (old {stamp})"
    branch_rules.check_name_is_free(plane, target["project_id"], old_name, but=target["id"])
    taken = {"name": target["name"], "default": target["default"], "protected": target["protected"]}
    restored |= {**taken, "restore_status": "finalized", "updated_at": stamp}
    restored.pop("_target", None)
    target |= {"name": old_name, "default": False, "protected": False, "updated_at": stamp}
    target["restored_as"] = restored["id"]
    works = []
    for endpoint in plane.store.find("endpoint", branch=target["id"]):
        works.append(
            Work("suspend_compute", ["stop_server", plane.key_of(endpoint)], restored["id"], endpoint["id"])
        )
        plane.store.put("endpoint", endpoint["id"], {**endpoint, "branch_id": restored["id"]})
        works.append(Work("start_compute", ["nothing"], restored["id"], endpoint["id"]))
    for branch in (restored, target):
        plane.store.put("branch", branch["id"], branch)
    return works or [Work("apply_config", ["nothing"], restored["id"])]
