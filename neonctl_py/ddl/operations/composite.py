"""Composite types: attributes added, dropped and retyped in place; else made anew around the columns that have the type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl import rebuilding
from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.composite import Attribute, Composite
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.operations.column import AlterColumn
    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateComposite(CatalogOperation):
    """``attributes``: ``street text COLLATE "C"``, one each."""

    verb: ClassVar[str] = "create_composite_type"

    name: str
    attributes: list[str]

    def statement(self) -> str:
        return f"CREATE TYPE {self.name} AS ({', '.join(self.attributes)})"

    def reverse(self) -> MigrateOperation:
        return DropComposite(self.name).undone_by(self)


@dataclass
class AlterComposite(CatalogOperation):
    """``actions``: ``ADD ATTRIBUTE zip text``, ``DROP ATTRIBUTE zip``, ``ALTER ATTRIBUTE zip TYPE integer``."""

    verb: ClassVar[str] = "alter_composite_type"

    name: str
    actions: list[str]

    def statement(self) -> str:
        return f"ALTER TYPE {self.name} {', '.join(self.actions)}"


@dataclass
class DropComposite(CatalogOperation):
    verb: ClassVar[str] = "drop_composite_type"

    name: str

    def statement(self) -> str:
        return f"DROP TYPE {self.name}"


OPERATIONS = (CreateComposite, AlterComposite, DropComposite)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(attributes, owner, comment) | rebuild | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            composite = value(step.after, Composite)
            lowered: list[MigrateOperation] = [_create(name, composite)]
            lowered += _comments(step.address, (), composite.attributes)
            lowered += attributes.comment(step.address, composite.comment)
            return lowered + attributes.owner(step.address, composite.owner)
        case "alter":
            return _altered(step, name)
        case "rebuild":
            return _rebuilt(step, name)
        case "set_aside":
            return rebuilding.set_aside(step, DropComposite(name).undone_by(attributes.Nothing()))
        case "take_back":
            return rebuilding.take_back(step)
        case "drop":
            undo = _create(name, step.before) if isinstance(step.before, Composite) else None
            return [DropComposite(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _create(name: str, composite: Composite) -> CreateComposite:
    return CreateComposite(name, [_attribute(item) for item in composite.attributes])


def _attribute(item: Attribute, word: str = "") -> str:
    collation = "" if item.collation is None else f" COLLATE {item.collation}"
    return f"{identifier(item.name)} {word}{item.type}{collation}"


def _altered(step: SqlStep, name: str) -> list[MigrateOperation]:
    before, after = value(step.before, Composite), value(step.after, Composite)
    lowered: list[MigrateOperation] = []
    forward = _actions(before.attributes, after.attributes)
    if "attributes" in step.changed and forward:
        back = AlterComposite(name, _actions(after.attributes, before.attributes))
        lowered.append(AlterComposite(name, forward).undone_by(back))
    if "attributes" in step.changed:
        lowered += _comments(step.address, before.attributes, after.attributes)
    return lowered + attributes.altered(step)


def _actions(before: tuple[Attribute, ...], after: tuple[Attribute, ...]) -> list[str]:
    old, new = {item.name: item for item in before}, {item.name: item for item in after}
    gone = [f"DROP ATTRIBUTE {identifier(name)}" for name in old if name not in new]
    retyped = [
        f"ALTER ATTRIBUTE {_attribute(item, 'TYPE ')}"
        for name, item in new.items()
        if name in old and (old[name].type, old[name].collation) != (item.type, item.collation)
    ]
    added = [f"ADD ATTRIBUTE {_attribute(item)}" for name, item in new.items() if name not in old]
    return [*gone, *retyped, *added]


def _comments(
    place: Address, before: tuple[Attribute, ...], after: tuple[Attribute, ...]
) -> list[MigrateOperation]:
    held = {item.name: item.comment for item in before}
    changed = [item for item in after if item.comment != held.get(item.name)]
    return [
        attributes.CommentOn(f"COLUMN {relation(place)}.{identifier(item.name)}", item.comment).undone_by(
            attributes.Nothing()
        )
        for item in changed
    ]


def _rebuilt(step: SqlStep, name: str) -> list[MigrateOperation]:
    before, after = value(step.before, Composite), value(step.after, Composite)
    created = _create(rebuilding.temporary(step.address), after)
    converted = [_conversion(step, before, after, *user) for user in rebuilding.users(step)]
    comment = before.comment if isinstance(after.comment, Unset) else after.comment
    return [
        *rebuilding.rebuilt(step, [created], converted, DropComposite(name)),
        *_comments(step.address, (), after.attributes),
        *attributes.comment(step.address, comment),
        *rebuilding.grants(step),
        *attributes.owner(step.address, after.owner or before.owner),
    ]


def _conversion(
    step: SqlStep, before: Composite, after: Composite, address: Address, column: Column
) -> AlterColumn:
    """Attribute by attribute. An array, whose elements no plain expression reaches, goes over as text."""
    held = {item.name for item in before.attributes}
    if column.type.endswith("[]") or [item.name for item in before.attributes] == [
        item.name for item in after.attributes
    ]:
        return rebuilding.conversion(step.address, address, column, through="text")
    quoted, new = identifier(address.name[0]), rebuilding.temporary(step.address)
    values = ", ".join(
        f"({quoted}).{identifier(item.name)}::{item.type}" if item.name in held else "NULL"
        for item in after.attributes
    )
    row = f"CASE WHEN {quoted} IS DISTINCT FROM NULL THEN ROW({values})::{new} END"
    return rebuilding.retyped(address, new, row)
