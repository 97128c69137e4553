"""Revisions on an open connection, one at a time, and as a script of SQL. Which transaction is whose, is Alembic's matter.

Never here: opening the connection, locks, patience, a journal (apply/revisions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from alembic.config import Config
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.schema import DDLElement

from neonctl_py.ddl.revisions.folder import reading
from neonctl_py.ddl.script import SESSION_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from sqlalchemy import Connection

    from neonctl_py.ddl.revisions.folder import RevisionFolder

Direction = Literal["upgrade", "downgrade"]

LOCK_TIMEOUT: Final = 3_000
"""Milliseconds. On the session: a SET LOCAL is lost in an autocommit block."""

SESSION: Final = (*SESSION_SETTINGS, f"SET lock_timeout = {LOCK_TIMEOUT}", "SET statement_timeout = 0")
"""What every session that runs revisions begins with."""


@dataclass(frozen=True, slots=True)
class VersionTable:
    """Where Alembic notes the revisions of a database."""

    name: str = "alembic_version"
    schema: str = "public"

    @classmethod
    def parse(cls, written: str) -> VersionTable:
        """``alembic_version``, or ``schema.alembic_version``; "" is Alembic's own."""
        schema, _, name = written.rpartition(".")
        return cls(name or "alembic_version", schema or "public")

    @property
    def options(self) -> dict[str, Any]:
        """For Alembic's ``configure``."""
        return {"version_table": self.name, "version_table_schema": self.schema}


def current(connection: Connection, table: VersionTable) -> tuple[str, ...]:
    """The revisions that the database is at."""
    context = MigrationContext.configure(connection, opts=table.options)
    found = tuple(sorted(context.get_current_heads()))
    connection.rollback()
    return found


def way(folder: RevisionFolder, direction: Direction, target: str, at: Sequence[str]) -> list[str]:
    """The revisions that are run on the way, in order. Raises NeonpyError for a target that isn't there."""
    with reading(folder.versions):
        return [step.revision.revision for step in _steps(folder, direction, target, tuple(at))]


def run_one(
    connection: Connection,
    folder: RevisionFolder,
    direction: Direction,
    revision: str,
    table: VersionTable,
) -> None:
    """Run the revision and note it. Raises what the server says (sqlalchemy) and what its code raises."""
    only = [revision]

    def chosen(at: Any, _: MigrationContext) -> list[Any]:
        target = revision if direction == "upgrade" else _below(folder, revision)
        steps = _steps(folder, direction, target, at)
        return [step for step in steps if step.revision.revision in only]

    with _environment(folder, chosen) as environment:
        environment.configure(connection=connection, transaction_per_migration=True, **table.options)
        with environment.begin_transaction():
            environment.run_migrations()


def stamp(connection: Connection, folder: RevisionFolder, revision: str, table: VersionTable) -> None:
    """Note the revision without running anything; ``base`` forgets all."""

    def chosen(at: Any, _: MigrationContext) -> list[Any]:
        return folder.scripts._stamp_revs(revision, at)  # noqa: SLF001  what Alembic's own command calls

    with reading(folder.versions), _environment(folder, chosen) as environment:
        environment.configure(connection=connection, transaction_per_migration=True, **table.options)
        with environment.begin_transaction():
            environment.run_migrations()


def script(
    folder: RevisionFolder,
    direction: Direction,
    ends: tuple[Sequence[str], str],
    table: VersionTable,
    out: TextIO,
) -> None:
    """The same from one of the ``ends`` to the other as SQL for ``psql -v ON_ERROR_STOP=1``: with transactions, session settings
    and Alembic's notes.
    """
    at, target = ends

    def chosen(_: Any, __: MigrationContext) -> list[Any]:
        return _steps(folder, direction, target, tuple(at))

    out.writelines(f"{setting};\n" for setting in SESSION)
    out.write("\n")
    with reading(folder.versions), _environment(folder, chosen, as_sql=True, at=at) as environment:
        environment.configure(
            dialect_name="postgresql",
            as_sql=True,
            output_buffer=out,
            transaction_per_migration=True,
            dialect_opts={"paramstyle": "named"},  # no percent sign is doubled
            **table.options,
        )
        context = environment.get_context()
        context.impl = _Script(
            context.dialect, None, as_sql=True, transactional_ddl=True, output_buffer=out, context_opts={}
        )
        with environment.begin_transaction():
            environment.run_migrations()


class _Script(PostgresqlImpl):
    """Writes statements as they are. (Alembic's own turns tabs inside literals into spaces.)"""

    def _exec(self, construct: Any, *_: Any, **__: Any) -> None:
        element: Any = text(construct) if isinstance(construct, str) else construct
        options = {} if isinstance(element, DDLElement) else {"literal_binds": True}
        self.static_output(
            f"{element.compile(dialect=self.dialect, compile_kwargs=options)}".strip()
            + self.command_terminator
        )


def _steps(folder: RevisionFolder, direction: Direction, target: str, at: Any) -> list[Any]:
    scripts: Any = folder.scripts
    if direction == "upgrade":
        return list(scripts._upgrade_revs(target, at))  # noqa: SLF001  what Alembic's own command calls
    return list(scripts._downgrade_revs(target, at))  # noqa: SLF001  what Alembic's own command calls


def _below(folder: RevisionFolder, revision: str) -> str:
    """What the database is at when the revision is gone."""
    down = folder.get(revision).down
    return down[0] if down else "base"


def _environment(
    folder: RevisionFolder, chosen: Any, *, as_sql: bool = False, at: Sequence[str] = ()
) -> EnvironmentContext:
    starting = {"starting_rev": ",".join(at) or None} if as_sql else {}
    return EnvironmentContext(Config(), folder.scripts, fn=chosen, as_sql=as_sql, **starting)
