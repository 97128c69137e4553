"""Written revisions, run on one database: under its lock, one after the other, with patience for locks, noted in its journal.

A session of its own holds the lock and the journal, since Alembic decides on the transactions of the other. Never here: what
revisions there are.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from neonctl_py.apply.journal import Journal, Run, session_name
from neonctl_py.apply.patience import Patience
from neonctl_py.apply.refusals import without_values
from neonctl_py.apply.sql_session import foreign, opened, read_session, rows
from neonctl_py.apply.turn import Turn, exclusive
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.revisions import run as revisions
from neonctl_py.errors import (
    InternalError,
    NeonpyError,
    PostgresConnectionError,
    PostgresError,
    PostgresLockError,
)
from neonctl_py.postgres.connect import connect
from neonctl_py.report.apply_report import StepDone
from neonctl_py.report.events import Event, StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Connection

    from neonctl_py.ddl.revisions.folder import RevisionFolder
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret

_DEADLOCK: Final = "40P01"
_REFUSED: Final = "The database refused a revision"
_MINE: Final = (NameError, TypeError, ValueError, LookupError, AttributeError, RuntimeError, ImportError)
"""What the code of a revision may raise by itself. (NotImplementedError is a RuntimeError.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """``direction`` and ``target`` in Alembic's words (``heads``, ``base``, an id, ``+1``). ``roles``: who may own what the revisions
    make. ``run``: for the journal; None keeps none.
    """

    database: Address
    folder: RevisionFolder
    table: revisions.VersionTable
    direction: revisions.Direction
    target: str
    roles: Collection[str] = ()
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """``done`` are revisions, in order. ``journal``: why there is none; empty where it was written or not wanted."""

    done: tuple[StepDone, ...]
    statements: tuple[str, ...]
    journal: str = ""


def _ignore(_: Event) -> None:
    """Nobody listens."""


def run_migration(
    url: Secret,
    migration: Migration,
    *,
    on_event: Callable[[Event], None] = _ignore,
    patience: Patience | None = None,
    turn: Turn | None = None,
) -> MigrationReport:
    """Run what lies between the database's revisions and the target, in the database at ``url`` (direct, not pooled).

    Raises PostgresError (PostgresLockError after all ``patience``) or NeonpyError that names the revision. A revision is done
    when Alembic has noted it; the same command goes on with the next.
    """
    runner = _Runner(migration, on_event, patience or Patience())
    with (
        opened(url, session_name(migration.run)) as holder,
        exclusive(holder, turn or Turn(), runner.waiting),
        _session(url) as connection,
    ):
        way = runner.way(connection)
        if not way:
            return MigrationReport((), ())
        journal = Journal(migration.run) if migration.run else None
        if journal:
            journal.begin(holder)
        try:
            with _borrowed(holder, migration.roles):
                runner.run(connection, way)
        except NeonpyError as error:
            if journal:
                _note_failure(journal, holder, runner.statements, error)
            raise
        if journal:
            journal.finish(holder, "applied", runner.statements)
    return MigrationReport(
        tuple(runner.done), tuple(runner.statements), journal.unavailable if journal else ""
    )


def current_revisions(url: Secret, table: revisions.VersionTable) -> tuple[str, ...]:
    """What the database at ``url`` is at; empty where no revision was ever run."""
    with _session(url) as connection, foreign("The revisions can't be read."):
        return revisions.current(connection, table)


def stamp_revision(
    url: Secret, folder: RevisionFolder, revision: str, table: revisions.VersionTable
) -> tuple[str, ...]:
    """Note ``revision`` (or ``heads``, ``base``) as what the database is at, and run nothing. Gives what it was at before."""
    with (
        opened(url) as holder,
        exclusive(holder, Turn(), lambda _: None),
        _session(url) as connection,
        foreign("The revision can't be noted."),
    ):
        before = revisions.current(connection, table)
        revisions.stamp(connection, folder, revision, table)
    return before


@contextmanager
def _session(url: Secret) -> Iterator[Connection]:
    """One whose transactions are SQLAlchemy's, with our settings on the session."""

    def creator() -> Any:
        session = connect(url)
        session.autocommit = False
        return session

    engine = create_engine(
        "postgresql+psycopg://", creator=creator, poolclass=NullPool, use_native_hstore=False
    )
    with foreign("The session could not be set up."), engine.connect() as connection:
        send(connection, "; ".join(revisions.SESSION))
        connection.commit()
        yield connection


@contextmanager
def _borrowed(holder: Connection, roles: Collection[str]) -> Iterator[None]:
    """Who is no superuser changes an object only as its owner: it is a member of the owners for as long as this takes."""
    with foreign("The session's rights can't be read."):
        session = read_session(holder)
        members = {name for (name,) in rows(holder, _MEMBERS)} if not session.is_superuser else set()
    wanted = {*session.owners.values(), *roles} & session.administers
    borrowed = [] if session.is_superuser else sorted(wanted - session.holds - members)
    options = " WITH INHERIT TRUE, SET TRUE" if session.has_membership_options else ""
    with foreign("A role can't be borrowed."):
        for role in borrowed:
            send(holder, f"GRANT {identifier(role)} TO CURRENT_USER{options}")
    try:
        yield
    finally:
        with foreign("A role can't be given back."):
            for role in borrowed:
                send(holder, f"REVOKE {identifier(role)} FROM CURRENT_USER")


_MEMBERS: Final = (
    "select rolname from pg_catalog.pg_roles where pg_catalog.pg_has_role(rolname, current_user, 'MEMBER')"
)


def _note_failure(
    journal: Journal, holder: Connection, statements: Sequence[str], error: NeonpyError
) -> None:
    """The first failure counts; that the journal could not be written either is only added to it."""
    try:
        journal.finish(holder, "failed", statements)
    except PostgresError as second:
        error.add_note(f"The journal could not be written either: {second}")


@dataclass(slots=True)
class _Runner:
    migration: Migration
    tell: Callable[[Event], None]
    patience: Patience
    done: list[StepDone] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)

    def waiting(self, text: str) -> None:
        self.tell(StepProgress(self.migration.database, text))

    def way(self, connection: Connection) -> list[str]:
        asked = self.migration
        with foreign("The revisions can't be read."):
            at = revisions.current(connection, asked.table)
        return revisions.way(asked.folder, asked.direction, asked.target, at)

    def run(self, connection: Connection, way: Sequence[str]) -> None:
        event.listen(connection, "before_cursor_execute", self._record)
        for number, revision in enumerate(way, 1):
            address = self.migration.database.child("revision", revision)
            what = self.migration.direction
            self.tell(StepStarted(address, what, number, len(way)))
            started = time.monotonic()
            try:
                self._patiently(connection, revision, address)
            except NeonpyError as error:
                self.tell(StepFailed(address, what, time.monotonic() - started, error.summary))
                raise self._explained(revision, error) from error
            seconds = time.monotonic() - started
            self.done.append(StepDone(address, what, seconds))
            self.tell(StepFinished(address, what, seconds))

    def _patiently(self, connection: Connection, revision: str, address: Address) -> None:
        pauses = self.patience.pauses()
        while True:
            self.recorded.clear()
            try:
                self._once(connection, revision)
            except PostgresConnectionError:
                raise
            except PostgresError as error:
                pause = next(pauses, None) if _may_succeed_later(error) else None
                if pause is None:
                    raise
                self.tell(StepProgress(address, f"waits for a lock, tries again in {pause:.1f} s"))
                time.sleep(pause)
            else:
                self.statements += self.recorded
                return

    def _once(self, connection: Connection, revision: str) -> None:
        asked = self.migration
        with foreign(_REFUSED):
            try:
                revisions.run_one(connection, asked.folder, asked.direction, revision, asked.table)
            except NeonpyError:
                raise
            except _MINE as error:
                detail = str(error) or type(error).__name__
                raise NeonpyError("A revision's code failed", detail=detail) from error
            finally:
                connection.rollback()

    def _record(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith("SELECT pg_catalog.pg_class"):  # Alembic looks for its table
            self.recorded.append(statement)

    def _explained(self, revision: str, error: NeonpyError) -> NeonpyError:
        """The same error, about this revision."""
        found = self.migration.folder.get(revision)
        last = self.recorded[-1] if self.recorded else ""
        said = error.detail
        if isinstance(error, PostgresError):
            said = without_values(said, error.sqlstate, last)
        lines = [
            f"{self.migration.direction} {revision} ({found.title}), {found.file}",
            said,
            f"Statement: {last}" if last and isinstance(error, PostgresError) else "",
            f"Done before it: {_revisions(len(self.done))}. The same command goes on from here.",
        ]
        detail = "\n".join(line for line in lines if line)
        if isinstance(error, InternalError):
            return error
        if isinstance(error, PostgresError):
            return type(error)(error.summary, detail=detail, hint=error.hint, sqlstate=error.sqlstate)
        return NeonpyError(error.summary, detail=detail, hint=error.hint)


def _may_succeed_later(error: PostgresError) -> bool:
    return isinstance(error, PostgresLockError) or error.sqlstate == _DEADLOCK


def _revisions(count: int) -> str:
    return "1 revision" if count == 1 else f"{count} revisions"
