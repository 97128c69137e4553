"""Run revisions on a stack's databases, say where these are, and write the same as SQL.

Never here: writing revisions, or how anybody is asked.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.journal import Run
from neonctl_py.apply.revisions import (
    Migration,
    current_revisions,
    run_migration,
    stamp_revision,
)
from neonctl_py.ddl.revisions import run as revisions
from neonctl_py.errors import NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.plan.hazards import Hazard
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.reviewed_databases import (
    ReviewedDatabase,
    Wanted,
    declared_roles,
    on_branch,
    one_reviewed,
    some_reviewed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from neonctl_py.apply.revisions import MigrationReport
    from neonctl_py.ddl.revisions.folder import Revision, RevisionFolder
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.report.events import Event
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.origin import Origin

_UNKNOWN: Final = (Hazard.DELETES_DATA.value,)
"""What the downgrade of a file that says nothing about itself may do."""


@dataclass(frozen=True, slots=True)
class LiveDatabase:
    """A reviewed database that is there. ``at``: its revisions. ``roles`` may own what revisions make."""

    database: ReviewedDatabase
    address: Address
    folder: RevisionFolder
    url: Secret
    at: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def pending(self) -> tuple[Revision, ...]:
        """What an upgrade to the heads would run, in order."""
        way = revisions.way(self.folder, "upgrade", "heads", self.at)
        return tuple(map(self.folder.get, way))


@dataclass(frozen=True, slots=True)
class Intention:
    """What is about to be run in one database, in order."""

    live: LiveDatabase
    direction: revisions.Direction
    revisions: tuple[Revision, ...]

    @property
    def hazards(self) -> dict[str, list[str]]:
        """Hazards by name, with the revisions that have them. An upgrade's were agreed to when it was written."""
        found: dict[str, list[str]] = {}
        for revision in self.revisions:
            told = revision.hazards if self.direction == "upgrade" else revision.downgrade_hazards
            for name in _UNKNOWN if told is None and self.direction == "downgrade" else told or ():
                found.setdefault(name, []).append(revision.id)
        return found


@contextmanager
def live_databases(desired: Desired, access: NeonAccess, wanted: Wanted) -> Iterator[list[LiveDatabase]]:
    """The reviewed databases with their revisions. Raises NeonNotFoundError for one that isn't there yet."""
    some = some_reviewed(desired, wanted)
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        found = []
        for database in some:
            address = on_branch(database.address, scope.branches)
            if not is_plain_postgres(desired, address) and address not in scope.account.objects:
                raise NeonNotFoundError(
                    "a database does not exist yet", detail=str(address), hint="neonpy apply makes it"
                )
            url = database_url(client, scope.desired, scope.account, address)
            at = current_revisions(url, database.table)
            roles = declared_roles(scope.desired, address)
            found.append(LiveDatabase(database, address, database.folder(), url, at, roles))
        yield found


def migrate(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    direction: revisions.Direction,
    target: str,
    *,
    agree: Callable[[Sequence[Intention]], None],
    allowed: Collection[str] = (),
    origin: Origin,
    listen: Callable[[Event], None],
) -> list[tuple[Intention, MigrationReport]]:
    """Upgrade or downgrade to ``target``. ``agree`` is called with what will be run, and raises RefusedError for a no.

    A downgrade is refused without consent to its hazards. Raises the first failure; what was done stays done.
    """
    _require_names(allowed)
    with live_databases(desired, access, wanted) as found:
        if direction == "downgrade" and len(found) > 1:
            one_reviewed(desired, wanted)
        intentions = [_intention(live, direction, target) for live in found]
        for intention in intentions:
            if direction == "downgrade":
                require_way_back(intention)
                require_consent(intention, allowed)
        agree([intention for intention in intentions if intention.revisions])
        reports = []
        for intention in intentions:
            if intention.revisions:
                run = Run(
                    who=origin.who,
                    command=origin.command,
                    stack=desired.stack,
                    commit=origin.commit,
                    plan_fingerprint=intention.revisions[-1].id,
                )
                reports.append((intention, _run(intention, target, run, listen)))
        return reports


def _require_names(allowed: Collection[str]) -> None:
    known = [hazard.value for hazard in Hazard]
    for name in allowed:
        if name not in known:
            raise RefusedError(
                "no such hazard", detail=f"--allow {name}", hint="Hazards: " + ", ".join(known)
            )


def _intention(live: LiveDatabase, direction: revisions.Direction, target: str) -> Intention:
    way = revisions.way(live.folder, direction, target, live.at)
    return Intention(live, direction, tuple(map(live.folder.get, way)))


def _run(intention: Intention, target: str, run: Run, listen: Callable[[Event], None]) -> MigrationReport:
    live = intention.live
    migration = Migration(
        database=live.address,
        folder=live.folder,
        table=live.database.table,
        direction=intention.direction,
        target=target,
        roles=live.roles,
        run=run,
    )
    return run_migration(live.url, migration, on_event=listen)


def require_way_back(intention: Intention) -> None:
    """Raises RefusedError, before anything is changed, when a revision on the way can't be taken back."""
    stuck = [revision for revision in intention.revisions if revision.no_downgrade]
    if stuck:
        raise RefusedError(
            "a revision can't be taken back",
            detail="\n".join(f"{item.id} ({item.title}): {item.no_downgrade}" for item in stuck),
            hint=f"Down to {stuck[0].id} is as far as it goes; beyond that, change the stack and write a new revision.",
        )


def require_consent(intention: Intention, allowed: Collection[str]) -> None:
    """Raises RefusedError for hazards that need a yes and did not get it."""
    missing = {
        name: ids
        for name, ids in sorted(intention.hazards.items())
        if name not in allowed and Hazard(name).needs_consent
    }
    if missing:
        lines = [f"{name}: {Hazard(name).sentence} ({', '.join(ids)})" for name, ids in missing.items()]
        unknown = [item.id for item in intention.revisions if item.downgrade_hazards is None]
        if unknown:
            lines.append(
                f"{', '.join(unknown)}: not written by neonpy, so nobody knows what the downgrade takes away."
            )
        raise RefusedError(
            f"the {intention.direction} needs your consent",
            detail="\n".join(lines),
            hint="If that is what you want, add " + " ".join(f"--allow {name}" for name in missing),
        )


def stamp(desired: Desired, access: NeonAccess, wanted: Wanted, revision: str) -> tuple[str, ...]:
    """Note the revision in the one database that is meant. Gives what it was at before."""
    one_reviewed(desired, wanted)
    with live_databases(desired, access, wanted) as found:
        live = found[0]
        return stamp_revision(live.url, live.folder, revision, live.database.table)


def migration_sql(
    desired: Desired, wanted: Wanted, direction: revisions.Direction, start: str, target: str
) -> str:
    """What ``migrate`` would send from ``start`` (a revision or ``base``) to ``target``, for psql. Needs no database."""
    database = one_reviewed(desired, wanted)
    folder = database.folder()
    at = folder.heads if start == "heads" else () if start == "base" else (start,)
    for revision in at:
        folder.get(revision)
    if direction == "downgrade" and not at:
        raise NeonpyError(
            "nothing to take back", detail="A downgrade starts from a revision: --from REVISION."
        )
    out = io.StringIO()
    revisions.script(folder, direction, (at, target), database.table, out)
    return out.getvalue()
