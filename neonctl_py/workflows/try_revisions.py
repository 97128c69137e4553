"""New revisions, tried before they are written: each is run up, down and up again on a Postgres that nobody keeps.

What a revision leads to is so observed and not computed, the way back is planned from there, and a way back that Postgres refuses is
known before anybody needs it. Never here: writing files that are kept, or any database that somebody uses.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.revisions import Migration, run_migration
from neonctl_py.ddl.revisions.drafts import Held, Road, WayBack, cut_into_stages, drafts, plan_back, way_back
from neonctl_py.ddl.revisions.folder import RevisionFolder
from neonctl_py.ddl.revisions.revision_file import Draft, written
from neonctl_py.ddl.revisions.run import VersionTable
from neonctl_py.errors import NeonpyError, PostgresError
from neonctl_py.plan.reviewed import is_of_revisions
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.postgres.observe import observe_database
from neonctl_py.workflows.owners import without_owner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from neonctl_py.ddl.revisions.stages import Stage
    from neonctl_py.ddl.session import Session
    from neonctl_py.model.values import Secret

_TABLE: Final = VersionTable("tried_revision", "neonpy")
"""In our own schema, which is no part of what is observed."""

SECRET_MARK: Final = "(sensitive value: "  # noqa: S105  what stands for a secret


@dataclass(frozen=True, slots=True)
class Ground:
    """``fresh`` gives a new database that holds what a road begins with. ``nobody``: the role that owns there what has no owner."""

    fresh: Callable[[], Secret]
    nobody: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """``untried``: why the revisions could not be run; "" where they were."""

    drafts: list[Draft]
    untried: str = ""


def tried_drafts(road: Road, message: str, session: Session, ground: Ground) -> Tried:
    """The road's revisions, each with a way back that was gone, or with the reason why there is none. Where the upgrade can't be run
    there, the ways back are as computed.
    """
    cut = cut_into_stages(road)
    plain = drafts(road, message)
    if not cut:
        return Tried(plain)
    if any(SECRET_MARK in written(draft, (), session).text for draft in plain):
        return Tried(plain, "They hold a secret.")
    with TemporaryDirectory(prefix="neonpy-revisions-") as folder:
        trial = _Trial(road, plain, session, ground, Path(folder))
        try:
            return Tried(drafts(road, message, trial.ways_back(cut)))
        except NeonpyError as error:
            return Tried(plain, _said(error))


def _said(error: NeonpyError) -> str:
    """What Postgres said, on one line; the file that it was about is gone."""
    lines = [line for line in error.detail.splitlines() if line.strip()]
    about = lines[1:] if lines and lines[0].startswith(("upgrade ", "downgrade ")) else lines
    return f"{error.summary}: {about[0]}" if about else f"{error.summary}."


@dataclass(slots=True)
class _Trial:
    road: Road
    drafts: list[Draft]
    session: Session
    ground: Ground
    folder: Path

    def ways_back(self, cut: Sequence[Stage]) -> list[WayBack]:
        return list(self._ways_back(cut))

    def _ways_back(self, cut: Sequence[Stage]) -> Iterator[WayBack]:
        url = self._begun()
        before = self._held(url)
        for number in range(len(cut)):
            self._up(url, number)
            after = self._held(url)
            back = way_back(self.road, before, after)
            if back.stages is not None:
                why_not = self._why_not(url, number, back, before, after)
                if why_not:
                    back = WayBack(None, why_not)
                    url = self._begun_again(number)
            yield back
            before = after

    def _why_not(self, url: Secret, number: int, back: WayBack, before: Held, after: Held) -> str:
        """Go back and forth. "" when that leaves what was there."""
        draft = replace(self.drafts[number], downgrade=back.stages, why_not="")
        try:
            self._run(url, number, draft, "downgrade")
            left = self._left(before, self._held(url))
            if left:
                return f"It leaves a difference: {left}"
            self._run(url, number, draft, "upgrade")
        except PostgresError as error:
            return _said(error)
        left = self._left(after, self._held(url))
        return f"After it the upgrade leads elsewhere: {left}" if left else ""

    def _left(self, wanted: Held, found: Held) -> str:
        plan = plan_back(self.road, wanted, found)
        return ", ".join(f"{change.action} {change.address}" for change in plan.changes)

    def _begun(self) -> Secret:
        url = self.ground.fresh()
        with closing(connect(url)) as connection, translated_errors("The database can't be prepared."):
            connection.execute(f"create schema if not exists {_TABLE.schema}".encode())
        return url

    def _begun_again(self, last: int) -> Secret:
        url = self._begun()
        for number in range(last + 1):
            self._up(url, number)
        return url

    def _up(self, url: Secret, number: int) -> None:
        self._run(url, number, self.drafts[number], "upgrade")

    def _run(self, url: Secret, number: int, draft: Draft, direction: str) -> None:
        names = [f"{part:04}" for part in range(number + 1)]
        versions = self.folder / f"{len(list(self.folder.iterdir())):06}" / "versions"
        versions.mkdir(parents=True)
        for part, name in enumerate(names):
            this = draft if part == number else self.drafts[part]
            text = written(this, names[part - 1 : part], self.session, revision=name).text
            (versions / f"{name}.py").write_text(text, encoding="utf-8")
        migration = Migration(
            database=self.road.database,
            folder=RevisionFolder(versions.parent),
            table=_TABLE,
            direction="upgrade" if direction == "upgrade" else "downgrade",
            target=names[-1] if direction == "upgrade" else "-1",
        )
        run_migration(url, migration)

    def _held(self, url: Secret) -> Held:
        with closing(connect(url)) as connection:
            state = observe_database(connection, self.road.database, roles_under=None)
        objects = without_owner(state.objects, self.ground.nobody) if self.ground.nobody else state.objects
        inside = {
            place: value for place, value in objects.items() if is_of_revisions(place, self.road.database)
        }
        return Held(inside, state.depends)
