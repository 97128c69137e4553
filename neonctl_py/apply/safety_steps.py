"""Keeps a branch as it is, before something in it is lost: as a branch or a snapshot, awaited. Never here: when that is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from neonctl_py.apply.neon_kinds.call import Call
from neonctl_py.errors import NeonApiError, RefusedError
from neonctl_py.neon.convert import rfc3339
from neonctl_py.report.apply_report import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from neonctl_py.model.address import Address
    from neonctl_py.neon.writes import Writes
    from neonctl_py.plan.steps import SafetyStep


def run_safety_step(
    client: Writes, step: SafetyStep, ids: MutableMapping[Address, str], on_progress: Callable[[str], None]
) -> Kept:
    """Returns when it can be restored from. Raises RefusedError when it can't be made: then nothing may be lost."""
    call = Call(client, ids, on_progress)
    until = rfc3339(client.clock.now() + timedelta(seconds=step.keep))
    try:
        _remove_earlier(call, step)
        made = _branch(call, step, until) if step.kind == "branch" else _snapshot(call, step, until)
    except NeonApiError as error:
        raise RefusedError(
            "what would be lost could not be kept, so nothing was changed further",
            detail=f"{step.address}: {step.name} was not made. {error.summary} {error.detail}".strip(),
            hint=f"{error.hint} To go on without it: safety: none in the stack.".strip(),
        ) from error
    return Kept(step.address, step.kind, step.name, made, until)


def _remove_earlier(call: Call, step: SafetyStep) -> None:
    """An apply that was interrupted before its loss made it: the tables are still there, with all that came since."""
    if not step.is_repeatable:
        return
    project = call.project_id(step.address)
    for branch in call.client.list_branches(project):
        if branch.name == step.name:
            call.on_progress("replaces what an interrupted apply kept")
            call.client.delete_branch(project, branch.id, call.on_progress)
    if step.kind == "snapshot":
        for snapshot in call.client.list_snapshots(project):
            if snapshot.name == step.name:
                call.on_progress("replaces what an interrupted apply kept")
                call.client.delete_snapshot(project, snapshot.id, call.on_progress)


def _branch(call: Call, step: SafetyStep, until: str) -> str:
    body = {"name": step.name, "parent_id": call.branch_id(step.address), "expires_at": until}
    answer = call.client.create_branch(call.project_id(step.address), body, (), call.on_progress)
    return answer.branch.id


def _snapshot(call: Call, step: SafetyStep, until: str) -> str:
    project, branch = call.project_id(step.address), call.branch_id(step.address)
    return call.client.create_snapshot(project, branch, step.name, until, call.on_progress).id
