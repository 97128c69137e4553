"""When the platform takes snapshots of a branch: one list, replaced at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.errors import NeonApiError
from neonctl_py.model.snapshot_schedule import SnapshotSchedule
from neonctl_py.neon.bodies import schedule_body

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address


def put(call: Call, address: Address, value: SnapshotSchedule) -> None:
    """Creation and change are the same call."""
    try:
        call.client.put_backup_schedule(
            call.project_id(address), call.branch_id(address), schedule_body(value)
        )
    except NeonApiError as error:
        if not value.rules and error.status == 400:
            error.hint = (
                "The platform may not let a schedule become empty: keep one rule, as "
                '{every: month, on: 1, at: "00:00", keep: 1h}.'
            )
        raise


def delete(call: Call, address: Address) -> None:
    """An empty list. The API's documents disagree whether it takes one: its refusal is told as it is."""
    put(call, address, SnapshotSchedule())
