"""Sequences: created free, altered in one consistent statement, given to a column when that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl import sequence_options
from neonctl_py.ddl.names import object_clause, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import literal, qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.helper_names import replacement
from neonctl_py.model.sequence import Sequence

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

_NUMBERS = frozenset({"start", "increment", "minimum", "maximum", "cache", "cycle", "type"})


@dataclass
class CreateSequence(CatalogOperation):
    """``options``: ``INCREMENT BY 2``, ``CYCLE``…"""

    verb: ClassVar[str] = "create_sequence_as"

    name: str
    type: str = "bigint"
    options: list[str] = field(default_factory=list)
    unlogged: bool = False

    def statement(self) -> str:
        unlogged = "UNLOGGED " if self.unlogged else ""
        type_name = "" if self.type == "bigint" else f" AS {self.type}"
        return " ".join((f"CREATE {unlogged}SEQUENCE {self.name}{type_name}", *self.options))

    def reverse(self) -> MigrateOperation:
        return DropSequence(self.name).undone_by(self)


@dataclass
class AlterSequence(CatalogOperation):
    """``action``: ``INCREMENT BY 2 START WITH 5``, ``OWNED BY app.users.id``, ``SET UNLOGGED``."""

    verb: ClassVar[str] = "alter_sequence"

    name: str
    action: str

    def statement(self) -> str:
        return f"ALTER SEQUENCE {self.name} {self.action}"


@dataclass
class DropSequence(CatalogOperation):
    verb: ClassVar[str] = "drop_sequence_named"

    name: str

    def statement(self) -> str:
        return f"DROP SEQUENCE {self.name}"


@dataclass
class ContinueSequence(CatalogOperation):
    """It goes on after the largest value of ``column`` (the smallest, downwards) of ``table``."""

    verb: ClassVar[str] = "continue_sequence"

    name: str
    table: str
    column: str
    extreme: str = "max"

    def statement(self) -> str:
        last = f"{self.extreme}({self.column})"
        return f"SELECT setval({literal(self.name)}, {last}) FROM {self.table} HAVING {last} IS NOT NULL"


OPERATIONS = (CreateSequence, AlterSequence, DropSequence, ContinueSequence)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | own | disown | alter | set_aside | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            sequence = value(step.after, Sequence)
            created: list[MigrateOperation] = [_create(name, sequence)]
            created += attributes.comment(step.address, sequence.comment)
            return created + attributes.owner(step.address, sequence.owner)
        case "own":
            return _owned(step, name, value(step.after, Sequence))
        case "disown":
            back = AlterSequence(name, f"OWNED BY {value(step.before, Sequence).owned_by}")
            return [AlterSequence(name, "OWNED BY NONE").undone_by(back)]
        case "alter":
            return _altered(step, name)
        case "set_aside":
            return [_aside(step)]
        case "drop":
            undo = _create(name, step.before) if isinstance(step.before, Sequence) else None
            aside = qualified(step.address.name[0], replacement(step.address.name[1]))
            return [DropSequence(aside if step.form == "aside" else name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _create(name: str, sequence: Sequence) -> CreateSequence:
    return CreateSequence(name, sequence.type, sequence_options.clauses(sequence), sequence.unlogged)


def _aside(step: SqlStep) -> MigrateOperation:
    schema, bare = step.address.name
    back = attributes.Rename(f"SEQUENCE {qualified(schema, replacement(bare))}", replacement(bare), bare)
    return attributes.Rename(object_clause(step.address), bare, replacement(bare)).undone_by(back)


def _owned(step: SqlStep, name: str, sequence: Sequence) -> list[MigrateOperation]:
    owned = AlterSequence(name, f"OWNED BY {sequence.owned_by}")
    lowered: list[MigrateOperation] = [owned.undone_by(AlterSequence(name, "OWNED BY NONE"))]
    if step.form == "goes on" and sequence.owned_by is not None:
        table, _, column = sequence.owned_by.rpartition(".")
        extreme = "min" if (sequence.increment or 1) < 0 else "max"
        going = ContinueSequence(name, table, column, extreme)
        lowered.append(going.undone_by(attributes.Nothing()))
    return lowered


def _altered(step: SqlStep, name: str) -> list[MigrateOperation]:
    before, after = value(step.before, Sequence), value(step.after, Sequence)
    lowered: list[MigrateOperation] = []
    if _NUMBERS & set(step.changed):
        moved = sequence_options.moved_inside(
            f"{literal(name)}::regclass", before, after, before.type, after.type
        )
        lowered += sequence_options.undone(moved, attributes.Nothing())
        forward, back = _numbers(name, before, after), _numbers(name, after, before)
        lowered.append(forward.undone_by(back))
    if "unlogged" in step.changed:
        words = ("SET LOGGED", "SET UNLOGGED")
        back = AlterSequence(name, words[before.unlogged])
        lowered.append(AlterSequence(name, words[after.unlogged]).undone_by(back))
    return lowered + attributes.altered(step)


def _numbers(name: str, before: Sequence, after: Sequence) -> AlterSequence:
    changed = sequence_options.changed_clauses(before, after, before.type, after.type)
    retyped = [f"AS {after.type}"] if before.type != after.type else []
    return AlterSequence(name, " ".join([*retyped, *changed]))
