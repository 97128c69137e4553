"""Enum types: values added where they belong; what Postgres can't change in place is rebuilt around its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl import rebuilding
from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.enum import Enum
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateEnum(CatalogOperation):
    verb: ClassVar[str] = "create_enum"

    name: str
    labels: Sequence[str]

    def statement(self) -> str:
        return f"CREATE TYPE {self.name} AS ENUM ({', '.join(map(literal, self.labels))})"

    def reverse(self) -> MigrateOperation:
        return DropEnum(self.name).undone_by(self)


@dataclass
class AddEnumValue(CatalogOperation):
    """Can't be used in the transaction that adds it. ``before``/``after``: its neighbour; neither: at the end."""

    verb: ClassVar[str] = "add_enum_value"

    name: str
    label: str
    before: str | None = None
    after: str | None = None
    if_not_exists: bool = False

    def statement(self) -> str:
        place = "" if self.before is None else f" BEFORE {literal(self.before)}"
        place += "" if self.after is None else f" AFTER {literal(self.after)}"
        condition = "IF NOT EXISTS " if self.if_not_exists else ""
        return f"ALTER TYPE {self.name} ADD VALUE {condition}{literal(self.label)}{place}"


@dataclass
class DropEnum(CatalogOperation):
    verb: ClassVar[str] = "drop_enum"

    name: str

    def statement(self) -> str:
        return f"DROP TYPE {self.name}"


OPERATIONS = (CreateEnum, AddEnumValue, DropEnum)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | add_values | rebuild | alter(owner, comment) | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            enum = value(step.after, Enum)
            lowered: list[MigrateOperation] = [CreateEnum(name, enum.labels)]
            lowered += attributes.comment(step.address, enum.comment)
            return lowered + attributes.owner(step.address, enum.owner)
        case "add_values":
            return list(_added(name, value(step.before, Enum).labels, value(step.after, Enum).labels))
        case "rebuild":
            return _rebuilt(step)
        case "alter":
            return attributes.altered(step)
        case "drop":
            undo = CreateEnum(name, step.before.labels) if isinstance(step.before, Enum) else None
            return [DropEnum(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _added(name: str, before: tuple[str, ...], after: tuple[str, ...]) -> list[AddEnumValue]:
    """Each new label goes after its predecessor, which is there by then; a new first one before the old first."""
    held, lowered = set(before), []
    for position, label in enumerate(after):
        if label in held:
            continue
        if position:
            is_last = not any(later in held for later in after[position + 1 :])
            neighbour = None if is_last else after[position - 1]
            lowered.append(AddEnumValue(name, label, after=neighbour))
        else:
            lowered.append(AddEnumValue(name, label, before=before[0] if before else None))
        held.add(label)
    return lowered


def _rebuilt(step: SqlStep) -> list[MigrateOperation]:
    before, after = value(step.before, Enum), value(step.after, Enum)
    labels = CreateEnum(rebuilding.temporary(step.address), after.labels)
    comment = before.comment if isinstance(after.comment, Unset) else after.comment
    convert = [rebuilding.conversion(step.address, *user, through="text") for user in rebuilding.users(step)]
    return [
        *rebuilding.rebuilt(step, [labels], convert, DropEnum(relation(step.address))),
        *attributes.comment(step.address, comment),
        *rebuilding.grants(step),
        *attributes.owner(step.address, after.owner or before.owner),
    ]
