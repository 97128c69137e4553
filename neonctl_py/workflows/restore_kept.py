"""Bring a branch back to how it was before the last apply: from what that apply has kept. What the branch holds now is kept, too.

Never here: how anybody is asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from neonctl_py.apply.journal import Run, note_run
from neonctl_py.errors import NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.model.branch import Branch
from neonctl_py.model.safety import REPLACED
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.undo import Undo, to_document
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url
from neonctl_py.workflows.observe_world import observe_only_account
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.apply_report import Kept
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.reviewed_databases import Wanted
    from neonctl_py.workflows.roll_back import PastApply


@dataclass(frozen=True, slots=True)
class Restoring:
    """``branch`` becomes what ``kept`` is; what it holds now stays as the branch ``replaced``."""

    branch: Address
    kept: Kept
    replaced: str


def restore_kept(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    past: PastApply,
    *,
    allowed: Collection[str],
    agree: Callable[[tuple[Restoring, ...]], None],
    origin: Origin,
    tell: Callable[[str], None],
) -> tuple[Restoring, ...]:
    """Restore every branch of which something was kept. ``agree`` raises RefusedError for a no.

    Raises NeonNotFoundError when what was kept has ended, RefusedError for protected branches and without consent.
    """
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        if client is None or not past.kept:
            raise NeonpyError(
                "nothing was kept before the last apply",
                detail="It lost nothing, or the stack says safety: none, or it is no Neon branch.",
                hint="Without --restore its changes are taken back, as far as that goes without lost values.",
            )
        plans = tuple(_planned(client, scope.account, item) for item in past.kept)
        _require_consent(desired, plans, allowed)
        agree(plans)
        for plan in plans:
            _restore(client, scope.account, plan, tell)
        places = [item for item in past.databases if any(item.is_within(plan.branch) for plan in plans)]
        run = Run(
            who=origin.who,
            command=origin.command,
            stack=desired.stack,
            commit=origin.commit,
            apply=past.id,
            reverts=past.id,
            changes=json.dumps(to_document(Undo())),
        )
        account = observe_only_account(scope.desired, client)
        for database in places:  # as they are now: their journals went back, too
            note_run(database_url(client, scope.desired, account, database), run)
    return plans


def _planned(client: NeonClient, account: Observed, kept: Kept) -> Restoring:
    project = account.ids[kept.branch.container("project") or kept.branch]
    listed = client.list_branches(project) if kept.kind == "branch" else client.list_snapshots(project)
    if all(item.id != kept.id for item in listed):
        raise NeonNotFoundError(
            "what was kept is gone",
            detail=f"The {kept.kind} {kept.name} of {kept.branch} was kept until {kept.until}.",
            hint="Neon's own history may still reach back: see the project's point-in-time restore.",
        )
    value = account.objects.get(kept.branch)
    if isinstance(value, Branch) and value.protected is True:
        raise RefusedError(
            "a protected branch can't be restored",
            detail=f"{kept.branch} is protected, and Neon refuses to replace what it holds.",
            hint=f"Set protected: false and apply that, or look at {kept.name} and copy what is needed.",
        )
    return Restoring(
        kept.branch, kept, f"{REPLACED}{kept.branch.name[0][:80]}-{client.clock.now():%Y%m%d%H%M%S}"
    )


def _require_consent(desired: Desired, plans: tuple[Restoring, ...], allowed: Collection[str]) -> None:
    hazard = Hazard.DELETES_DATA
    day = datetime.now(UTC).date().isoformat()
    missing = [
        str(plan.branch)
        for plan in plans
        if not any(item.covers(hazard.value, plan.branch) and item.holds_on(day) for item in desired.consents)
    ]
    if missing and hazard.value not in allowed:
        raise RefusedError(
            "the restore needs your consent",
            detail="\n".join(
                f"Everything written to {place} since then is gone from it." for place in missing
            ),
            hint=f"If that is what you want, add --allow {hazard.value}",
        )


def _restore(client: NeonClient, account: Observed, plan: Restoring, tell: Callable[[str], None]) -> None:
    project = account.ids[plan.branch.container("project") or plan.branch]
    branch = account.ids[plan.branch]
    if plan.kept.kind == "snapshot":
        body = {"name": f"{plan.replaced}-new", "finalize_restore": False, "target_branch_id": branch}
        made = client.restore_snapshot(project, plan.kept.id, body, tell)
        client.finalize_restore(project, made.branch.id, plan.replaced, tell)
        return
    client.update_branch(project, plan.kept.id, {"expires_at": None}, tell)  # what has a child can't end
    source = {"source_branch_id": plan.kept.id, "preserve_under_name": plan.replaced}
    client.restore_branch(project, branch, source, tell)
