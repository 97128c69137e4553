"""Databases: what SQL changes in place, and CREATE/DROP for servers that are not Neon's (there the API does it)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.settings_clause import as_mapping, setting_clauses
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.database import Database
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateDatabase(CatalogOperation):
    """Outside a transaction."""

    verb: ClassVar[str] = "create_database"

    name: str
    owner: str | None = None
    connection_limit: int | None = None

    def statement(self) -> str:
        owner = "" if self.owner is None else f" OWNER {identifier(self.owner)}"
        limit = "" if self.connection_limit in (None, -1) else f" CONNECTION LIMIT {self.connection_limit}"
        return f"CREATE DATABASE {identifier(self.name)}{owner}{limit}"

    def reverse(self) -> MigrateOperation:
        return DropDatabase(self.name).undone_by(self)


@dataclass
class DropDatabase(CatalogOperation):
    """Outside a transaction; refused by Postgres while anybody is connected."""

    verb: ClassVar[str] = "drop_database"

    name: str

    def statement(self) -> str:
        return f"DROP DATABASE {identifier(self.name)}"


@dataclass
class AlterDatabaseSettings(CatalogOperation):
    """From the settings ``before`` to those ``after``, for all roles."""

    verb: ClassVar[str] = "alter_database_settings"

    name: str
    after: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)

    def statements(self) -> list[str]:
        clauses = setting_clauses(self.before, self.after)
        return [f"ALTER DATABASE {identifier(self.name)} {clause}" for clause in clauses]

    def reverse(self) -> MigrateOperation:
        return AlterDatabaseSettings(self.name, self.before, self.after)


@dataclass
class LimitConnections(CatalogOperation):
    """-1 is unlimited."""

    verb: ClassVar[str] = "limit_connections"

    name: str
    limit: int

    def statement(self) -> str:
        return f"ALTER DATABASE {identifier(self.name)} CONNECTION LIMIT {self.limit}"


OPERATIONS = (CreateDatabase, DropDatabase, AlterDatabaseSettings, LimitConnections)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(owner, settings, connection_limit, comment) | drop | rename."""
    name = step.address.name[0]
    match step.operation:
        case "create":
            return _created(step, name)
        case "alter":
            return _altered(step, name)
        case "drop":
            undo = _create(name, step.before) if isinstance(step.before, Database) else None
            return [DropDatabase(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _create(name: str, database: Database) -> CreateDatabase:
    owner = None if isinstance(database.owner, Unset) else database.owner
    limit = None if isinstance(database.connection_limit, Unset) else database.connection_limit
    return CreateDatabase(name, owner, limit)


def _created(step: SqlStep, name: str) -> list[MigrateOperation]:
    database = value(step.after, Database)
    lowered: list[MigrateOperation] = [_create(name, database)]
    if settings := as_mapping(database.settings):
        lowered.append(AlterDatabaseSettings(name, settings))
    return lowered + attributes.comment(step.address, database.comment)


def _altered(step: SqlStep, name: str) -> list[MigrateOperation]:
    # One that the platform has just made was observed by nobody: nothing is set on it yet.
    before = Database() if step.before is None else value(step.before, Database)
    after = value(step.after, Database)
    lowered: list[MigrateOperation] = []
    if "settings" in step.changed:
        lowered.append(AlterDatabaseSettings(name, as_mapping(after.settings), as_mapping(before.settings)))
    if "connection_limit" in step.changed and not isinstance(after.connection_limit, Unset):
        undo = None if isinstance(before.connection_limit, Unset) else before.connection_limit
        backward = None if undo is None else LimitConnections(name, undo)
        lowered.append(LimitConnections(name, after.connection_limit).undone_by(backward))
    return lowered + attributes.altered(step)
