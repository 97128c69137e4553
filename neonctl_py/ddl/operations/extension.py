"""Extensions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.attributes import SetSchema
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.extension import Extension
from neonctl_py.model.values import UNSET, Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateExtension(CatalogOperation):
    verb: ClassVar[str] = "create_extension"

    name: str
    schema: str | None = None
    version: str | None = None

    def statement(self) -> str:
        schema = "" if self.schema is None else f" SCHEMA {identifier(self.schema)}"
        version = "" if self.version is None else f" VERSION {literal(self.version)}"
        return f"CREATE EXTENSION {identifier(self.name)}{schema}{version}"

    def reverse(self) -> MigrateOperation:
        return DropExtension(self.name).undone_by(self)


@dataclass
class UpdateExtension(CatalogOperation):
    verb: ClassVar[str] = "update_extension"

    name: str
    version: str

    def statement(self) -> str:
        return f"ALTER EXTENSION {identifier(self.name)} UPDATE TO {literal(self.version)}"


@dataclass
class DropExtension(CatalogOperation):
    verb: ClassVar[str] = "drop_extension"

    name: str

    def statement(self) -> str:
        return f"DROP EXTENSION {identifier(self.name)}"


OPERATIONS = (CreateExtension, UpdateExtension, DropExtension)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(schema, version, comment) | drop."""
    name = step.address.name[0]
    match step.operation:
        case "create":
            after = value(step.after, Extension)
            return [_create(name, after), *_commented(step, after, None)]
        case "alter":
            return _altered(step, name)
        case "drop":
            undo = _create(name, step.before) if isinstance(step.before, Extension) else None
            return [DropExtension(name).undone_by(undo)]
        case _:
            raise unknown(step)


def _create(name: str, extension: Extension) -> CreateExtension:
    return CreateExtension(name, _text(extension.schema), _text(extension.version))


def _text(held: object) -> str | None:
    return held if isinstance(held, str) else None


def _altered(step: SqlStep, name: str) -> list[MigrateOperation]:
    before, after = value(step.before, Extension), value(step.after, Extension)
    lowered: list[MigrateOperation] = []
    if "version" in step.changed and isinstance(after.version, str):
        undo = UpdateExtension(name, before.version) if isinstance(before.version, str) else None
        lowered.append(UpdateExtension(name, after.version).undone_by(undo))
    if "schema" in step.changed and isinstance(after.schema, str):
        on = f"EXTENSION {identifier(name)}"
        undo_schema = SetSchema(on, before.schema) if isinstance(before.schema, str) else None
        lowered.append(SetSchema(on, after.schema).undone_by(undo_schema))
    if "comment" in step.changed:
        lowered += _commented(step, replace(after, own_comment=before.own_comment), before)
    return lowered


def _commented(step: SqlStep, after: Extension, before: Extension | None) -> list[MigrateOperation]:
    """Nothing for a new one that keeps the comment that it brings along."""
    if after.comment is None and before is None:
        return []
    return attributes.comment(step.address, _comment(after), UNSET if before is None else _comment(before))


def _comment(extension: Extension) -> str | Unset | None:
    """As COMMENT ON has it: None takes it away."""
    if isinstance(extension.comment, Unset):
        return UNSET
    return extension.own_comment if extension.comment is None else extension.comment or None
