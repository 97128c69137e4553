"""What the last apply changed, put back: found in the journals, checked against what is there now, turned into what is desired.

What is desired then is planned and applied as any stack is. Never here: that, or bringing back values (restore_kept).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.past_changes import PastChanges, past_changes
from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.model.database import Database
from neonctl_py.plan.diff import candidates
from neonctl_py.plan.undo import Undo, from_document, moved_since, put_back
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.observe_world import PARALLEL, observe_world
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.reviewed_databases import on_branch, reviewed_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.apply_report import Kept
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.reviewed_databases import Wanted

_CONTAINERS: Final = ("project", "branch", "database")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PastApply:
    """The apply that is taken back. ``undo``: what it changed; ``kept``: what it kept of branches; ``databases``: where it ran.
    ``later``: what was run since, the oldest first: when, what, by whom.
    """

    id: str
    began: datetime
    who: str
    command: str
    undo: Undo
    kept: tuple[Kept, ...]
    databases: tuple[Address, ...]
    later: tuple[tuple[datetime, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RollBack:
    """``desired``: what is there, with all that ``past`` has changed as it was before. ``stuck``: what can't be put back."""

    past: PastApply
    desired: Desired
    stuck: tuple[Address, ...]


def last_kept(desired: Desired, access: NeonAccess, wanted: Wanted) -> PastApply:
    """The newest that has kept something and was not restored yet, whether its changes were taken back or not; where none has, the
    newest of all. Raises NeonpyError when there is none.
    """
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        runs = _runs(client, desired, scope, wanted)
        restored = {run.reverts for run in runs if run.reverts and not run.document["after"]}
        left = [run for run in runs if run.kept and not run.reverts and run.apply not in restored]
        past = _newest(left or [run for run in runs if not run.reverts])
        since = {run.apply: run for run in runs if run.noted > past.began and run.apply != past.id}
        later = sorted((run.noted, run.command, run.who) for run in since.values())
        return replace(past, later=tuple(later))


def roll_back(desired: Desired, access: NeonAccess, wanted: Wanted) -> RollBack:
    """Changes nothing. Raises RefusedError when something has changed since, or can't be taken back by a plan."""
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        runs = _runs(client, desired, scope, wanted)
        _require_plans(runs, desired, scope, wanted)
        past = _last(runs)
        _require_possible(past, desired)
        world = observe_world(scope.desired, client, scope.account)
        base = replace(scope.desired, objects=_looked_into(world.observed.objects, scope.desired))
        spelled = _spelled(client, base, past.undo, world.observed.objects)
        moved = moved_since(past.undo, spelled, world.observed.objects)
        if moved:
            raise _moved(moved)
    stuck = tuple(
        place
        for place, value in past.undo.before.items()
        if value is not None and place.kind in _CONTAINERS and past.undo.after.get(place, value) is None
    )
    before = {
        place: value
        for place, value in past.undo.before.items()
        if not any(place.is_within(lost) for lost in stuck)
    }
    wanted_again = put_back(replace(past.undo, before=before), base, base.objects)
    return RollBack(past, wanted_again, (*stuck, *past.undo.hidden))


def _runs(
    client: NeonClient | None, desired: Desired, scope: BranchScope, wanted: Wanted
) -> list[PastChanges]:
    places = [
        place
        for place in _databases(desired, scope, wanted)
        if is_plain_postgres(desired, place) or place in scope.account.objects
    ]
    if not places:
        raise NeonpyError("the stack has no such database", hint="neonpy show prints what is there.")
    urls = [database_url(client, scope.desired, scope.account, place) for place in places]
    with ThreadPoolExecutor(PARALLEL) as pool:
        return [run for found in pool.map(past_changes, urls, places) for run in found]


def _last(runs: Sequence[PastChanges]) -> PastApply:
    """The newest that was not taken back yet, and takes nothing back itself."""
    taken_back = {run.reverts for run in runs if run.reverts and run.is_done}
    return _newest([run for run in runs if not run.reverts and run.apply not in taken_back])


def _newest(left: Sequence[PastChanges]) -> PastApply:
    if not left:
        raise NeonpyError(
            "there is nothing to take back",
            detail="No apply has noted what it changed, or every one was taken back already.",
            hint="neonpy history lists what was done.",
        )
    newest = max(left, key=lambda run: run.noted)
    return _together([run for run in left if run.apply == newest.apply])


def _together(runs: Sequence[PastChanges]) -> PastApply:
    """Of one apply, in all its databases; the first of several runs in one knows what was there before."""
    inorder = sorted(runs, key=lambda run: run.noted)
    undo = Undo()
    for run in reversed(inorder):
        found = from_document(run.document)
        undo = Undo(
            undo.before | found.before,
            found.after | undo.after,
            tuple(dict.fromkeys((*found.moved, *undo.moved))),
            tuple(dict.fromkeys((*found.lost, *undo.lost))),
            tuple(dict.fromkeys((*found.hidden, *undo.hidden))),
            tuple(dict.fromkeys((*found.amounts, *undo.amounts))),
        )
    return PastApply(
        id=inorder[0].apply,
        began=inorder[0].noted,
        who=inorder[0].who,
        command=inorder[0].command,
        undo=undo,
        kept=tuple(dict.fromkeys(item for run in inorder for item in run.kept)),
        databases=tuple(dict.fromkeys(run.database for run in inorder)),
    )


def _databases(desired: Desired, scope: BranchScope, wanted: Wanted) -> list[Address]:
    found = (
        on_branch(place, scope.branches)
        for place, value in sorted(desired.objects.items())
        if isinstance(value, Database)
        and place not in desired.external
        and wanted.database in (None, place.name[0])
        and _is_of(place, wanted.project)
    )
    return list(dict.fromkeys(found))


def _is_of(place: Address, project: str | None) -> bool:
    home = place.container("project")
    return home is not None and project in (None, home.name[0])


def _require_plans(runs: Sequence[PastChanges], desired: Desired, scope: BranchScope, wanted: Wanted) -> None:
    """Revisions note nothing that could be planned back."""
    reviewed = [
        place for place in _databases(desired, scope, wanted) if reviewed_at(desired, place) is not None
    ]
    if reviewed and not runs:
        raise _by_revisions(reviewed)


def _by_revisions(reviewed: Sequence[Address]) -> RefusedError:
    return RefusedError(
        "a reviewed database goes back by its revisions",
        detail=", ".join(map(str, reviewed)),
        hint="neonpy migrate downgrade",
    )


def _require_possible(past: PastApply, desired: Desired) -> None:
    reviewed = [place for place in past.databases if reviewed_at(desired, place) is not None]
    if reviewed:
        raise _by_revisions(reviewed)
    made = [place for place, value in past.undo.before.items() if value is None and place.kind in _CONTAINERS]
    if made:
        raise RefusedError(
            "what the last apply made is more than a rollback takes away",
            detail=f"It has made {', '.join(map(str, sorted(made)[:_SHOWN]))}, with all that is in it.",
            hint="neonpy destroy removes it.",
        )


def _looked_into(objects: Mapping[Address, Object], desired: Desired) -> dict[Address, Object]:
    """Without databases that the stack doesn't declare: nobody knows what is in them."""
    return {
        place: value
        for place, value in objects.items()
        if (home := place.container("database")) is None or home in desired.objects
    }


def _spelled(
    client: NeonClient | None, base: Desired, undo: Undo, observed: Mapping[Address, Object]
) -> Mapping[Address, Object]:
    """What the apply has left, with its texts as the servers write them."""
    after = {place: value for place, value in undo.after.items() if value is not None and place in observed}
    left = replace(base, objects={**base.objects, **after}, moved=())
    world = observe_world(left, client)
    return world.desired.objects if candidates(left, world.observed) else left.objects


def _moved(places: Iterable[Address]) -> RefusedError:
    named = list(map(str, places))
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return RefusedError(
        "something has changed since the last apply",
        detail=f"Neither as it was left nor as it was before: {', '.join(named[:_SHOWN])}{more}.",
        hint="neonpy plan shows what differs from the stack; take these changes back, or put the stack right and apply it.",
    )
