"""Does one step of the Neon API, and waits until it is done. Decides nothing: the plan has.

Every step can be repeated: a creation takes what a lost answer left behind, a deletion of what is gone is done. Values
that the user did not write are never sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.apply.neon_kinds import (
    auth,
    auth_provider,
    branch,
    compute,
    data_api,
    database,
    jwks,
    project,
    role,
    snapshot_schedule,
)
from neonctl_py.apply.neon_kinds.call import Call
from neonctl_py.errors import InternalError, NeonNotFoundError, RefusedError
from neonctl_py.model.auth import Auth
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.data_api import DataApi
from neonctl_py.model.database import Database
from neonctl_py.model.jwks import Jwks
from neonctl_py.model.project import Project
from neonctl_py.model.replica import Replica
from neonctl_py.model.role import Role
from neonctl_py.model.snapshot_schedule import SnapshotSchedule
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import NeonStep

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.neon.writes import Writes


def run_neon_step(
    client: Writes,
    step: NeonStep,
    ids: MutableMapping[Address, str],
    on_progress: Callable[[str], None],
) -> None:
    """Returns when all operations have succeeded. ``ids`` (address -> the platform's id) is read and brought up to date.

    Raises the tree under NeonApiError; NeonOperationError names the operation that failed.
    """
    call = Call(client, ids, on_progress)
    match step.action:
        case Action.CREATE:
            _create_with_parts(call, step)
        case Action.REPLACE:
            _delete(call, step.address)
            _create_with_parts(call, step)
        case Action.UPDATE | Action.MOVE:
            _update(call, step)
        case Action.DELETE:
            _delete(call, step.address)
        case Action.ADOPT | Action.FORGET | Action.NOTHING:
            return


def _create_with_parts(call: Call, step: NeonStep) -> None:
    covered = _create(call, step)
    for address, value in step.parts:
        if address not in covered:
            _create(call, NeonStep(action=Action.CREATE, address=address, after=value))


def _create(call: Call, step: NeonStep) -> frozenset[Address]:
    """The parts that the kind's own call made."""
    match step.after:
        case Project():
            return project.create(call, step, step.after)
        case Branch():
            return branch.create(call, step, step.after)
        case Compute() | Replica():
            compute.create(call, step.address, step.after)
        case Role():
            role.create(call, step.address, step.after)
        case Database():
            database.create(call, step.address, step.after)
        case SnapshotSchedule():
            snapshot_schedule.put(call, step.address, step.after)
        case Auth():
            auth.create(call, step.address, step.after)
        case AuthProvider():
            auth_provider.create(call, step.address, step.after)
        case DataApi():
            data_api.create(call, step.address, step.after)
        case Jwks():
            jwks.create(call, step.address, step.after)
        case _:
            raise _not_ours(step.address, step.after)
    return frozenset()


def _update(call: Call, step: NeonStep) -> None:
    match step.after:
        case Project():
            project.update(call, step, step.after)
        case Branch():
            branch.update(call, step, step.after)
        case Compute() | Replica():
            compute.update(call, step, step.after)
        case Database():
            database.update(call, step, step.after)
        case SnapshotSchedule():
            snapshot_schedule.put(call, step.address, step.after)
        case Auth():
            auth.update(call, step, step.after)
        case AuthProvider():
            auth_provider.update(call, step, step.after)
        case DataApi():
            data_api.update(call, step, step.after)
        case Role():
            raise RefusedError(
                "Neon can't rename a role",
                detail=f"{step.moved_from or step.address} was made by the platform, whose API knows no change of a role.",
                hint="Give the new role its own entry, move what the old one owns, and list the old one under removed:.",
            )
        case _:
            raise _not_ours(step.address, step.after)


def _delete(call: Call, address: Address) -> None:
    try:
        _delete_kind(call, address)
    except NeonNotFoundError:  # what holds it is gone, or it is: a repeated apply gets here
        call.on_progress("gone already")
        call.forget(address)


def _delete_kind(call: Call, address: Address) -> None:
    match address.kind:
        case "project":
            project.delete(call, address)
        case "branch":
            branch.delete(call, address)
        case "compute" | "replica":
            compute.delete(call, address)
        case "role":
            role.delete(call, address)
        case "database":
            database.delete(call, address)
        case "snapshot_schedule":
            snapshot_schedule.delete(call, address)
        case "auth":
            auth.delete(call, address)
        case "auth_provider":
            auth_provider.delete(call, address)
        case "data_api":
            data_api.delete(call, address)
        case "jwks":
            jwks.delete(call, address)
        case _:
            raise _not_ours(address, None)


def _not_ours(address: Address, value: Object | None) -> InternalError:
    return InternalError(f"{address} ({type(value).__name__}) is not changed through the Neon API")
