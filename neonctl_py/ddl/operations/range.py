"""Range types: created, renamed, dropped; made anew around the columns that have the type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl import rebuilding
from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.column import AlterColumn
from neonctl_py.ddl.quoting import qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.range import Range
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateRange(CatalogOperation):
    """``options``: ``{"SUBTYPE": "numeric", "SUBTYPE_DIFF": "app.diff"}``."""

    verb: ClassVar[str] = "create_range_type"

    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    def statement(self) -> str:
        options = ", ".join(f"{word} = {said}" for word, said in self.options.items())
        return f"CREATE TYPE {self.name} AS RANGE ({options})"

    def reverse(self) -> MigrateOperation:
        return DropRange(self.name).undone_by(self)


@dataclass
class DropRange(CatalogOperation):
    verb: ClassVar[str] = "drop_range_type"

    name: str

    def statement(self) -> str:
        return f"DROP TYPE {self.name}"


OPERATIONS = (CreateRange, DropRange)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | rebuild | alter(multirange, owner, comment) | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            held = value(step.after, Range)
            lowered: list[MigrateOperation] = [_create(name, step.address.name[0], held)]
            lowered += attributes.comment(step.address, held.comment)
            return lowered + attributes.owner(step.address, held.owner)
        case "rebuild":
            return _rebuilt(step)
        case "alter":
            return [*_multirange_renamed(step), *attributes.altered(step)]
        case "set_aside":
            return rebuilding.set_aside(step, DropRange(name).undone_by(attributes.Nothing()))
        case "take_back":
            return rebuilding.take_back(step)
        case "drop":
            undo = (
                _create(name, step.address.name[0], step.before) if isinstance(step.before, Range) else None
            )
            return [DropRange(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _multirange_renamed(step: SqlStep) -> list[MigrateOperation]:
    before, after = getattr(step.before, "multirange", None), getattr(step.after, "multirange", None)
    if "multirange" not in step.changed or not isinstance(before, str) or not isinstance(after, str):
        return []
    schema = step.address.name[0]
    there, back = (f"TYPE {qualified(schema, name)}" for name in (before, after))
    renamed = attributes.Rename(there, before, after)
    return [renamed.undone_by(attributes.Rename(back, after, before))]


def _create(name: str, schema: str, held: Range) -> CreateRange:
    said = {
        "SUBTYPE": held.subtype,
        "SUBTYPE_OPCLASS": held.opclass,
        "COLLATION": held.collation,
        "CANONICAL": held.canonical,
        "SUBTYPE_DIFF": held.difference,
    }
    options = {word: text for word, text in said.items() if text is not None}
    if not isinstance(held.multirange, Unset):
        options["MULTIRANGE_TYPE_NAME"] = qualified(schema, held.multirange)
    return CreateRange(name, options)


def _rebuilt(step: SqlStep) -> list[MigrateOperation]:
    """The columns wait as text: a range's constructors keep the name that it was made under, so no second one can stand beside it."""
    before, after = value(step.before, Range), value(step.after, Range)
    name, users = relation(step.address), rebuilding.users(step)
    comment = before.comment if isinstance(after.comment, Unset) else after.comment
    plain = [(address, held) for address, held in users if held.generated is None]
    return [
        *(_action(address, "DROP DEFAULT") for address, _ in plain),
        *(rebuilding.retyped(address, f"text{_array(held)}") for address, held in users),
        DropRange(name),
        _create(name, step.address.name[0], after),
        *(rebuilding.retyped(address, held.type) for address, held in users),
        *(_action(address, f"SET DEFAULT {held.default}") for address, held in plain if held.default),
        *attributes.comment(step.address, comment),
        *rebuilding.grants(step),
        *attributes.owner(step.address, after.owner or before.owner),
    ]


def _array(column: Column) -> str:
    return "[]" if column.type.endswith("[]") else ""


def _action(address: Address, action: str) -> AlterColumn:
    return AlterColumn(relation(parent_of(address)), address.name[0], action)
