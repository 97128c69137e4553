"""Write what a stack says, and a database does not yet hold, as revisions.

The old side is the live database, which must be at the head; or, offline, a throwaway Postgres on which the revisions were run.
Tables that are there count as large: a revision is written once and runs on every branch. Never here: running it anywhere else.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.revisions import current_revisions
from neonctl_py.ddl.revisions.drafts import Road, drafts
from neonctl_py.ddl.revisions.revision_file import Draft, WrittenRevision, written
from neonctl_py.ddl.revisions.stages import Stage
from neonctl_py.ddl.session import Session
from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError, NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.plan.build import make_plan
from neonctl_py.postgres.connect import connect
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import connecting_role, database_url, is_plain_postgres
from neonctl_py.workflows.observe_world import observe_world
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.replay_revisions import Ends, replayed
from neonctl_py.workflows.reviewed_databases import (
    ReviewedDatabase,
    Wanted,
    on_branch,
    one_reviewed,
)

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

_SECRET_MARK: Final = "(sensitive value: "  # noqa: S105  what stands for a secret


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A file to be written. ``hazards`` of the way up and of the way back; ``can_go_back`` False: it has no downgrade."""

    revision: str
    file: Path
    text: str
    hazards: tuple[Hazard, ...]
    downgrade_hazards: tuple[Hazard, ...]
    can_go_back: bool
    down: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewRevisions:
    """Nothing is written yet. ``revisions`` is empty where there is nothing to do."""

    database: ReviewedDatabase
    revisions: tuple[NewRevision, ...]


def new_revisions(
    desired: Desired, access: NeonAccess, wanted: Wanted, message: str, throwaway: ThrowawayPostgres | None
) -> NewRevisions:
    """What leads from the database to the stack. ``throwaway``: compare with the revisions alone, on this server. Raises
    NeonpyError when the old side isn't at the head.
    """
    database = one_reviewed(desired, wanted)
    folder = database.folder()
    head = folder.one_head('neonpy migrate new --merge -m "join the two"')
    if throwaway is not None:
        ends = replayed(desired, database, folder, throwaway)
    else:
        ends = _live(desired, access, wanted, database, folder)
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
    return NewRevisions(database, _chained(drafts(road, message), (head,) if head else (), folder, session))


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
                draft.downgrade is not None,
                down,
            )
        )
        down = (file.revision,)
    return tuple(found)


def _require_no_secret(file: WrittenRevision) -> None:
    if _SECRET_MARK in file.text:
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
) -> Ends:
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        address = on_branch(database.address, scope.branches)
        if not is_plain_postgres(desired, address) and address not in scope.account.objects:
            raise NeonNotFoundError(
                "a database does not exist yet",
                detail=str(address),
                hint="Write its first revision without it: neonpy migrate new --offline",
            )
        url = database_url(client, scope.desired, scope.account, address)
        require_head(database, folder, current_revisions(url, database.table))
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
