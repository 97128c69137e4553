"""Restore a branch to a moment of its past, or from a snapshot. What it holds now is kept as a branch of its own.

Never here: how anybody is asked; what an apply has kept for itself (restore_kept).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.apply.journal import Run, note_run
from neonctl_py.errors import NeonNotFoundError, NeonpyError, PostgresError
from neonctl_py.model.database import Database
from neonctl_py.plan.inherit import default_branch
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.comes_back import ComesBack as ComesBack  # noqa: PLC0414  who prints it names its type
from neonctl_py.workflows.comes_back import comes_back
from neonctl_py.workflows.connecting import database_url
from neonctl_py.workflows.observe_world import observe_only_account
from neonctl_py.workflows.past_point import past_point
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.restoring import put_in_place, replaced_name, require_consent, require_unprotected

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.past_point import PastPoint, PastWish
    from neonctl_py.workflows.reviewed_databases import Wanted


@dataclass(frozen=True, slots=True)
class BranchRestore:
    """``branch`` becomes what it was at ``point``; what it holds now stays as the branch ``replaced``. ``minutes``: of writing that leave
    it. ``comes_back``: what was meant to be gone; ``unread``: why a database could not be asked for that.
    """

    branch: Address
    point: PastPoint
    replaced: str
    minutes: float
    comes_back: tuple[ComesBack, ...] = ()
    unread: tuple[str, ...] = ()


def restore_branch(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    wish: PastWish,
    *,
    allowed: Collection[str],
    show: Callable[[BranchRestore], bool],
    agree: Callable[[], None],
    origin: Origin,
    tell: Callable[[str], None],
) -> tuple[BranchRestore | None, tuple[str, ...]]:
    """Restore the named branch, or the default one, of the named project (needed where the stack has several). ``show`` is told what
    would be done and says whether to go on; ``agree`` raises RefusedError for a no. What was done, and what could not be noted in
    the restored databases.

    Raises NeonpyError for a moment that can't be reached, RefusedError for a protected branch and without consent.
    """
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        if client is None:
            raise NeonpyError(
                "only Neon's branches can be restored", detail="The stack has no project on Neon."
            )
        branch = _branch(desired, scope, wanted)
        plan = _planned(client, scope, branch, wish)
        if not show(plan):
            return None, ()
        require_consent(desired, [branch], allowed)
        agree()
        project = scope.account.ids[branch.container("project") or branch]
        put_in_place(client, project, scope.account.ids[branch], plan.point, plan.replaced, tell)
        run = Run(who=origin.who, command=origin.command, stack=desired.stack, commit=origin.commit)
        account = observe_only_account(scope.desired, client)
        return plan, tuple(_unnoted(client, scope.desired, account, branch, run))


def _branch(desired: Desired, scope: BranchScope, wanted: Wanted) -> Address:
    """One: a restore of several at once is five mistakes at once."""
    if scope.branches:
        found = list(scope.branches)
    else:
        projects = [
            place
            for place in desired.objects
            if place.kind == "project" and wanted.project in (None, place.name[0])
        ]
        found = [place for project in projects if (place := default_branch(desired, project)) is not None]
    if len(found) != 1:
        listed = ", ".join(str(place) for place in sorted(found))
        raise NeonpyError(
            "which branch shall be restored?",
            detail=f"There are {len(found)}: {listed}" if found else "The stack names none.",
            hint="One at a time: --project NAME, and --branch NAME for another one than the default.",
        )
    if found[0] not in scope.account.ids:
        raise NeonNotFoundError(
            "the branch is not there", detail=str(found[0]), hint="neonpy show prints what is."
        )
    return found[0]


def _planned(client: NeonClient, scope: BranchScope, branch: Address, wish: PastWish) -> BranchRestore:
    account = scope.account
    project = account.ids[branch.container("project") or branch]
    point = past_point(client, project, account.ids[branch], wish)
    require_unprotected(account, branch, "look at the past without replacing anything: neonpy drill")
    minutes = (client.clock.now() - point.moment).total_seconds() / 60
    returning, unread = comes_back(client, scope.desired, account, branch, point.moment)
    return BranchRestore(branch, point, replaced_name(client, branch), minutes, returning, unread)


def _unnoted(client: NeonClient, desired: Desired, account: Observed, branch: Address, run: Run) -> list[str]:
    """Note the restore where it was done: the journals went back, too."""
    problems = []
    for place, value in sorted(account.objects.items()):
        if isinstance(value, Database) and place.parent == branch and place in desired.objects:
            try:
                note_run(database_url(client, desired, account, place), run)
            except (PostgresError, NeonpyError) as error:
                problems.append(f"{place}: {error.summary}")
    return problems
