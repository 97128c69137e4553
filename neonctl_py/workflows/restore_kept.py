"""Bring a branch back to how it was before the last apply: from what that apply has kept. What the branch holds now is kept, too.

Never here: how anybody is asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.apply.journal import Run, note_run
from neonctl_py.errors import NeonNotFoundError, NeonpyError
from neonctl_py.plan.undo import Undo, to_document
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.comes_back import comes_back
from neonctl_py.workflows.connecting import database_url
from neonctl_py.workflows.observe_world import observe_only_account
from neonctl_py.workflows.past_point import PastPoint
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.restoring import put_in_place, replaced_name, require_consent, require_unprotected

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.apply_report import Kept
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.comes_back import ComesBack
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.reviewed_databases import Wanted
    from neonctl_py.workflows.roll_back import PastApply


@dataclass(frozen=True, slots=True)
class Restoring:
    """``branch`` becomes what ``kept`` is; what it holds now stays as the branch ``replaced``. ``minutes``: of writing that leave it.
    ``values``: what comes back with its values; ``changed``: what else that apply has changed; ``comes_back``: what was meant to be
    gone; ``unread``: why a database could not be asked for that.
    """

    branch: Address
    kept: Kept
    replaced: str
    minutes: float
    values: tuple[Address, ...]
    changed: tuple[Address, ...]
    comes_back: tuple[ComesBack, ...]
    unread: tuple[str, ...]


def restore_kept(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    past: PastApply,
    *,
    allowed: Collection[str],
    show: Callable[[tuple[Restoring, ...]], bool],
    agree: Callable[[], None],
    origin: Origin,
    tell: Callable[[str], None],
) -> tuple[Restoring, ...]:
    """Restore every branch of which something was kept. ``show`` is told what would be done and says whether to go on; ``agree``
    raises RefusedError for a no. Gives what was done.

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
        plans = tuple(_planned(client, scope, past, item) for item in past.kept)
        if not show(plans):
            return ()
        require_consent(desired, [plan.branch for plan in plans], allowed)
        agree()
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


def _planned(client: NeonClient, scope: BranchScope, past: PastApply, kept: Kept) -> Restoring:
    account, branch = scope.account, kept.branch
    project = account.ids[branch.container("project") or branch]
    listed = client.list_branches(project) if kept.kind == "branch" else client.list_snapshots(project)
    if all(item.id != kept.id for item in listed):
        raise NeonNotFoundError(
            "what was kept is gone",
            detail=f"The {kept.kind} {kept.name} of {branch} was kept until {kept.until}.",
            hint="Neon's own history may still reach back: neonpy restore --at TIME.",
        )
    require_unprotected(account, branch, f"look at {kept.name} and copy what is needed")
    values = tuple(place for place in past.undo.lost if place.is_within(branch))
    changed = sorted(
        place
        for place in past.undo.after
        if place.is_within(branch) and not any(place.is_within(lost) for lost in values)
    )
    returning, unread = comes_back(client, scope.desired, account, branch, past.began)
    return Restoring(
        branch=branch,
        kept=kept,
        replaced=replaced_name(client, branch),
        minutes=(client.clock.now() - past.began).total_seconds() / 60,
        values=values,
        changed=tuple(changed),
        comes_back=returning,
        unread=unread,
    )


def _restore(client: NeonClient, account: Observed, plan: Restoring, tell: Callable[[str], None]) -> None:
    project = account.ids[plan.branch.container("project") or plan.branch]
    branch = account.ids[plan.branch]
    if plan.kept.kind == "snapshot":
        point = PastPoint(client.clock.now(), plan.kept.id, plan.kept.name)
        put_in_place(client, project, branch, point, plan.replaced, tell)
        return
    client.update_branch(project, plan.kept.id, {"expires_at": None}, tell)  # what has a child can't end
    source = {"source_branch_id": plan.kept.id, "preserve_under_name": plan.replaced}
    client.restore_branch(project, branch, source, tell)
