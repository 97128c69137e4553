"""Write what a stack says, and a database does not yet hold, as revisions.

The old side is the live database, which must be at the head; or, offline, a throwaway Postgres on which the revisions were run.
Tables that are there count as large: a revision is written once and runs on every branch. Never here: running it anywhere else.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.apply.revisions import current_revisions
from neonctl_py.ddl.revisions.drafts import Road
from neonctl_py.ddl.revisions.revision_file import Draft, WrittenRevision, written
from neonctl_py.ddl.revisions.stages import Stage
from neonctl_py.ddl.session import Session
from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError, NeonpyError, PostgresConnectionError, RefusedError
from neonctl_py.plan.build import make_plan
from neonctl_py.postgres.connect import connect
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import connecting_role, database_url, is_plain_postgres
from neonctl_py.workflows.observe_world import is_missing, observe_world
from neonctl_py.workflows.owners import without_owner
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.replay_revisions import Ends, replayed
from neonctl_py.workflows.reviewed_databases import (
    ReviewedDatabase,
    Wanted,
    on_branch,
    one_reviewed,
)
from neonctl_py.workflows.trial_ground import rebuilt_ground, replayed_ground
from neonctl_py.workflows.try_revisions import SECRET_MARK, tried_drafts

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.ddl.revisions.folder import RevisionFolder
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.plan import Plan
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.throwaway import ThrowawayPostgres


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A file to be written. ``hazards`` of the way up and of the way back; ``why_not``: it has no downgrade, and why; else ""."""

    revision: str
    file: Path
    text: str
    hazards: tuple[Hazard, ...]
    downgrade_hazards: tuple[Hazard, ...]
    why_not: str
    down: tuple[str, ...]

    @property
    def can_go_back(self) -> bool:
        """Has it a downgrade?"""
        return not self.why_not


@dataclass(frozen=True, slots=True)
class NewRevisions:
    """Nothing is written yet. ``revisions`` is empty where there is nothing to do. ``untried``: why they could not be run up and down
    beforehand; "" where they were. ``is_without_database``: there is none yet, so the revisions alone are what it leads from.
    """

    database: ReviewedDatabase
    revisions: tuple[NewRevision, ...]
    untried: str = ""
    is_without_database: bool = False

    @property
    def is_merge(self) -> bool:
        """Does it only join heads?"""
        return any(len(item.down) > 1 for item in self.revisions)


def new_revisions(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    message: str,
    throwaway: ThrowawayPostgres,
    *,
    offline: bool = False,
) -> NewRevisions:
    """What leads from the database to the stack; ``offline``, or where there is no database yet: from the revisions alone. Each is
    tried on the throwaway server.

    Raises NeonpyError when the old side isn't at the head.
    """
    database = one_reviewed(desired, wanted)
    folder = database.folder()
    head = folder.one_head('neonpy migrate new --merge -m "join the two"')
    live = None if offline else _live(desired, access, wanted, database, folder)
    ends = live or _without_nobody(replayed(desired, database, folder, throwaway), throwaway.owner)
    plan = make_plan(ends.desired, replace(ends.observed, sizes={}))
    _require_sound(plan, ends.address)
    road = Road(
        database=ends.address,
        name=database.name,
        before=ends.observed.objects,
        plan=plan,
        server_version=ends.observed.server_versions.get(ends.address, 0),
        depends=ends.observed.depends,
    )
    session = Session(server_version=road.server_version, user=ends.user)
    if live is None:
        ground = replayed_ground(desired, database, folder, throwaway, ends.user)
    else:
        ground = rebuilt_ground(road, throwaway, ends.user)
    tried = tried_drafts(road, message, session, ground)
    made = _chained(tried.drafts, (head,) if head else (), folder, session)
    return NewRevisions(database, made, tried.untried, is_without_database=live is None and not offline)


def _without_nobody(ends: Ends, nobody: str) -> Ends:
    """What the throwaway server's own role owns has no owner."""
    objects = without_owner(ends.observed.objects, nobody)
    return replace(ends, observed=replace(ends.observed, objects=objects))


def merge_revision(desired: Desired, wanted: Wanted, message: str) -> NewRevisions:
    """One revision that follows all heads and does nothing. Raises NeonpyError where there is nothing to join."""
    database = one_reviewed(desired, wanted)
    folder = database.folder()
    if len(folder.heads) < 2:
        raise NeonpyError("nothing to join", detail=f"{folder.versions} has one head.")
    nothing = Draft(message=message, database=database.name, upgrade=Stage(), downgrade=())
    return NewRevisions(database, _chained([nothing], folder.heads, folder, Session()))


def _chained(
    made: list[Draft], down: tuple[str, ...], folder: RevisionFolder, session: Session
) -> tuple[NewRevision, ...]:
    found = []
    for draft in made:
        file = written(draft, down, session)
        _require_no_secret(file)
        found.append(
            NewRevision(
                file.revision,
                folder.versions / file.name,
                file.text,
                draft.hazards,
                draft.downgrade_hazards,
                (draft.why_not or "It can't be taken back.") if draft.downgrade is None else "",
                down,
            )
        )
        down = (file.revision,)
    return tuple(found)


def _require_no_secret(file: WrittenRevision) -> None:
    if SECRET_MARK in file.text:
        raise RefusedError(
            "a revision can't hold a secret",
            detail="The stack declares a connection or an option with a secret value, and a revision is a file for everybody.",
            hint="Make that object by hand and declare it `external: true`, or set `migrations: auto`.",
        )


def _require_sound(plan: Plan, database: Address) -> None:
    inside = str(database)
    errors = [
        item
        for item in plan.diagnostics
        if item.severity is Severity.ERROR and item.address.startswith(inside)
    ]
    if errors:
        raise InputError(errors)


def _live(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    database: ReviewedDatabase,
    folder: RevisionFolder,
) -> Ends | None:
    """None where the database is yet to be made."""
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        address = on_branch(database.address, scope.branches)
        if not is_plain_postgres(desired, address) and address not in scope.account.objects:
            return None
        url = database_url(client, scope.desired, scope.account, address)
        try:
            at = current_revisions(url, database.table)
        except PostgresConnectionError as error:
            if is_missing(error, address.name[0]):
                return None
            raise
        require_head(database, folder, at)
        world = observe_world(scope.desired, client, scope.account)
    plain = is_plain_postgres(desired, address)
    user = _user(url) if plain else connecting_role(scope.desired, scope.account, address)
    return Ends(world.desired, world.observed, address, user)


def _user(url: Secret) -> str:
    with closing(connect(url)) as connection:
        return connection.info.user


def require_head(database: ReviewedDatabase, folder: RevisionFolder, at: tuple[str, ...]) -> None:
    """Raises RefusedError when the database isn't where the revisions end."""
    if at == folder.heads:
        return
    raise RefusedError(
        "the database is not at the head",
        detail=f"{database.address} is at {', '.join(at) or 'no revision'}, and {folder.versions} ends with "
        f"{', '.join(folder.heads) or 'none'}. The difference would contain what other revisions do.",
        hint="First: neonpy migrate upgrade. Without that database: --offline. If it has all of it already: neonpy migrate stamp.",
    )
