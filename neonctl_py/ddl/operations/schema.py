"""Schemas: CREATE, ALTER, DROP SCHEMA."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.schema import Schema

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


_OF_INITDB: Final = "standard public schema"


@dataclass
class CreateSchema(CatalogOperation):
    verb: ClassVar[str] = "create_schema"

    name: str

    def statement(self) -> str:
        return f"CREATE SCHEMA {identifier(self.name)}"

    def reverse(self) -> MigrateOperation:
        return DropSchema(self.name).undone_by(self)


@dataclass
class DropSchema(CatalogOperation):
    """Refused by Postgres while anything is in it: what it holds is dropped by its own steps."""

    verb: ClassVar[str] = "drop_schema"

    name: str

    def statement(self) -> str:
        return f"DROP SCHEMA {identifier(self.name)}"


def _with_comment(name: str, schema: Schema) -> Schema:
    """No wish about schema public is the comment that it has in a new database."""
    is_plain = name == "public" and schema.comment is None
    return replace(schema, comment=_OF_INITDB) if is_plain else schema


OPERATIONS = (CreateSchema, DropSchema)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(owner, comment) | drop | rename."""
    name = step.address.name[0]
    match step.operation:
        case "create":
            schema = value(step.after, Schema)
            owned = attributes.owner(step.address, schema.owner)
            comment = attributes.comment(step.address, _with_comment(name, schema).comment)
            return [CreateSchema(name), *comment, *owned]
        case "alter":
            before, after = (_with_comment(name, value(side, Schema)) for side in (step.before, step.after))
            return attributes.altered(replace(step, before=before, after=after))
        case "drop":
            return [DropSchema(name).undone_by(CreateSchema(name))]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)
