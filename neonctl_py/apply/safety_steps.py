"""Keeps a branch as it is, before something in it is lost: as a branch or a snapshot, awaited. Never here: when that is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.neon_kinds.call import Call
from neonctl_py.errors import NeonApiError, RefusedError
from neonctl_py.neon.convert import rfc3339
from neonctl_py.report.apply_report import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping, Sequence
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.neon import wire
    from neonctl_py.neon.writes import Writes
    from neonctl_py.plan.steps import SafetyStep

RECENT: Final = timedelta(minutes=10)
"""What an interrupted apply has kept so shortly ago is good enough for its repetition."""


def run_safety_step(
    client: Writes, step: SafetyStep, ids: MutableMapping[Address, str], on_progress: Callable[[str], None]
) -> Kept:
    """Returns when it can be restored from. Raises RefusedError when it can't be made: then nothing may be lost."""
    call = Call(client, ids, on_progress)
    try:
        found = _earlier(call, step) if step.is_repeatable else ()
        now = client.clock.now()
        recent = next((kept for begun, kept in found if now - begun < RECENT), None)
        if recent is not None:
            on_progress("an apply that was interrupted a moment ago has kept it already")
            return recent
        if found:
            step = replace(step, name=f"{step.name}-{now:%Y%m%d%H%M%S}")
        until = rfc3339(now + timedelta(seconds=step.keep))
        made = _branch(call, step, until) if step.kind == "branch" else _snapshot(call, step, until)
    except NeonApiError as error:
        raise RefusedError(
            "what would be lost could not be kept, so nothing was changed further",
            detail=f"{step.address}: {step.name} was not made. {error.summary} {error.detail}".strip(),
            hint=f"{error.hint} To go on without it: safety: none in the stack.".strip(),
        ) from error
    return Kept(step.address, step.kind, step.name, made, until)


def _earlier(call: Call, step: SafetyStep) -> tuple[tuple[datetime, Kept], ...]:
    """What was kept for the same loss of the same tables, the newest first. It is never removed here: another apply that is
    under way may have made it.
    """
    project = call.project_id(step.address)
    listed: Sequence[wire.Branch | wire.Snapshot] = (
        call.client.list_branches(project) if step.kind == "branch" else call.client.list_snapshots(project)
    )
    found = [
        (item.created_at, Kept(step.address, step.kind, item.name, item.id, rfc3339(item.expires_at)))
        for item in listed
        if item.name.startswith(step.name) and item.created_at is not None and item.expires_at is not None
    ]
    return tuple(sorted(found, key=lambda pair: pair[0], reverse=True))


def _branch(call: Call, step: SafetyStep, until: str) -> str:
    body = {"name": step.name, "parent_id": call.branch_id(step.address), "expires_at": until}
    answer = call.client.create_branch(call.project_id(step.address), body, (), call.on_progress)
    return answer.branch.id


def _snapshot(call: Call, step: SafetyStep, until: str) -> str:
    project, branch = call.project_id(step.address), call.branch_id(step.address)
    return call.client.create_snapshot(project, branch, step.name, until, call.on_progress).id
