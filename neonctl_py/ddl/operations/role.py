"""Roles: CREATE, ALTER, DROP ROLE and their settings. Passwords never pass here: apply/passwords sends their verifiers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.ddl.settings_clause import as_mapping, setting_clauses
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.role import Role
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

_FLAGS = ("superuser", "createdb", "createrole", "inherit", "login", "replication", "bypassrls")
_DEFAULTS = Role()


@dataclass
class CreateRole(CatalogOperation):
    """``attributes``: those that differ from Postgres' defaults, so that no right is needed for what stays as it is."""

    verb: ClassVar[str] = "create_role"

    name: str
    attributes: Mapping[str, bool | int | str | None] = field(default_factory=dict)

    def statement(self) -> str:
        return f"CREATE ROLE {identifier(self.name)}{_options(self.attributes)}"

    def reverse(self) -> MigrateOperation:
        return DropRole(self.name).undone_by(self)


@dataclass
class AlterRole(CatalogOperation):
    verb: ClassVar[str] = "alter_role"

    name: str
    attributes: Mapping[str, bool | int | str | None] = field(default_factory=dict)

    def statement(self) -> str:
        return f"ALTER ROLE {identifier(self.name)}{_options(self.attributes)}"


@dataclass
class AlterRoleSettings(CatalogOperation):
    """From the settings ``before`` to those ``after``, in all databases."""

    verb: ClassVar[str] = "alter_role_settings"

    name: str
    after: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)

    def statements(self) -> list[str]:
        clauses = setting_clauses(self.before, self.after)
        return [f"ALTER ROLE {identifier(self.name)} {clause}" for clause in clauses]

    def reverse(self) -> MigrateOperation:
        return AlterRoleSettings(self.name, self.before, self.after)


@dataclass
class DropRole(CatalogOperation):
    """Refused by Postgres while it owns anything or holds grants: those have their own steps."""

    verb: ClassVar[str] = "drop_role"

    name: str

    def statement(self) -> str:
        return f"DROP ROLE {identifier(self.name)}"


OPERATIONS = (CreateRole, AlterRole, AlterRoleSettings, DropRole)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(changed) | drop | rename."""
    name = step.address.name[0]
    match step.operation:
        case "create":
            return _created(step, name)
        case "alter":
            return _altered(step, name)
        case "drop":
            undo = CreateRole(name, _attributes(step.before)) if isinstance(step.before, Role) else None
            return [DropRole(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _created(step: SqlStep, name: str) -> list[MigrateOperation]:
    role = value(step.after, Role)
    lowered: list[MigrateOperation] = [CreateRole(name, _attributes(role))]
    if settings := as_mapping(role.settings):
        lowered.append(AlterRoleSettings(name, settings))
    return lowered + attributes.comment(step.address, role.comment)


def _altered(step: SqlStep, name: str) -> list[MigrateOperation]:
    before, after = value(step.before, Role), value(step.after, Role)
    lowered: list[MigrateOperation] = []
    names = [flag for flag in (*_FLAGS, "connection_limit", "valid_until") if flag in step.changed]
    if names:
        backward = AlterRole(name, {flag: getattr(before, flag) for flag in names})
        forward = AlterRole(name, {flag: getattr(after, flag) for flag in names})
        lowered.append(forward.undone_by(backward))
    if "settings" in step.changed:
        lowered.append(AlterRoleSettings(name, as_mapping(after.settings), as_mapping(before.settings)))
    return lowered + attributes.altered(step)


def _attributes(role: object) -> Mapping[str, bool | int | str | None]:
    names = (*_FLAGS, "connection_limit", "valid_until")
    pairs = ((name, getattr(role, name)) for name in names)
    return {
        name: held for name, held in pairs if not isinstance(held, Unset) and held != getattr(_DEFAULTS, name)
    }


def _options(attributes_: Mapping[str, bool | int | str | None]) -> str:
    options = []
    for name, held in attributes_.items():
        if name == "connection_limit":
            options.append(f"CONNECTION LIMIT {held}")
        elif name == "valid_until":
            # there is no way back to "never set"; infinity means the same
            options.append(f"VALID UNTIL {literal(str(held or 'infinity'))}")
        else:
            options.append(name.upper() if held else f"NO{name.upper()}")
    return f" WITH {' '.join(options)}" if options else ""
