"""Triggers: replaced in place, except for constraint triggers, which Postgres can't replace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier, identifiers, literal, qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

STATES = {"origin": "ENABLE", "disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}


@dataclass
class CreateTrigger(CatalogOperation):
    """``table``, ``function`` and ``references`` qualified; ``arguments`` are texts; ``events`` of ``insert``, ``delete``,
    ``update``, ``truncate``, with ``columns`` for UPDATE OF. ``enabled``: ``origin`` (which OR REPLACE always leaves it in),
    ``disabled``, ``replica``, ``always``.
    """

    verb: ClassVar[str] = "create_trigger"

    name: str
    table: str
    timing: str
    events: Sequence[str]
    function: str
    arguments: Sequence[str] = ()
    columns: Sequence[str] = ()
    level: str = "statement"
    when: str | None = None
    old_table: str | None = None
    new_table: str | None = None
    constraint: bool = False
    references: str | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    enabled: str = "origin"
    or_replace: bool = False

    def statements(self) -> list[str]:
        enabled = [] if self.enabled == "origin" else [EnableTrigger(self.name, self.table, self.enabled)]
        return [self._created(), *(operation.statement() for operation in enabled)]

    def _created(self) -> str:
        create = "CREATE OR REPLACE" if self.or_replace else "CREATE"
        word = "CONSTRAINT TRIGGER" if self.constraint else "TRIGGER"
        head = (
            f"{create} {word} {identifier(self.name)} {self.timing.upper()} {self._events()} ON {self.table}"
        )
        call = f"EXECUTE FUNCTION {self.function}({', '.join(map(literal, self.arguments))})"
        return " ".join((head, *self._clauses(), call))

    def _events(self) -> str:
        of = f" OF {identifiers(tuple(self.columns))}" if self.columns else ""
        return " OR ".join(f"UPDATE{of}" if event == "update" else event.upper() for event in self.events)

    def _clauses(self) -> Iterator[str]:
        if self.references is not None:
            yield f"FROM {self.references}"
        if self.deferrable:
            yield "DEFERRABLE INITIALLY DEFERRED" if self.initially_deferred else "DEFERRABLE"
        tables = (("OLD", self.old_table), ("NEW", self.new_table))
        named = [f"{row} TABLE AS {identifier(name)}" for row, name in tables if name is not None]
        if named:
            yield f"REFERENCING {' '.join(named)}"
        yield f"FOR EACH {self.level.upper()}"
        if self.when is not None:
            yield f"WHEN ({self.when})"

    def reverse(self) -> MigrateOperation:
        return self._undo or DropTrigger(self.name, self.table).undone_by(self)


@dataclass
class DropTrigger(CatalogOperation):
    verb: ClassVar[str] = "drop_trigger"

    name: str
    table: str

    def statement(self) -> str:
        return f"DROP TRIGGER {identifier(self.name)} ON {self.table}"


@dataclass
class EnableTrigger(CatalogOperation):
    """``state``: ``origin``, ``disabled``, ``replica``, ``always``."""

    verb: ClassVar[str] = "enable_trigger"

    name: str
    table: str
    state: str

    def statement(self) -> str:
        return f"ALTER TABLE {self.table} {STATES[self.state]} TRIGGER {identifier(self.name)}"


OPERATIONS = (CreateTrigger, DropTrigger, EnableTrigger)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(anything but constraint and references) | drop | rename."""
    name, table = step.address.name[0], relation(parent_of(step.address))
    match step.operation:
        case "create":
            trigger = value(step.after, Trigger)
            comment = attributes.comment(step.address, trigger.comment)
            return [_create(name, table, trigger), *comment]
        case "alter":
            return _altered(step, name, table)
        case "drop":
            undo = _create(name, table, step.before) if isinstance(step.before, Trigger) else None
            return [DropTrigger(name, table).undone_by(undo)]
        case "rename" if step.moved_from:
            old = step.moved_from.name[0]
            back = attributes.Rename(f"TRIGGER {identifier(name)} ON {table}", name, old)
            return [attributes.Rename(f"TRIGGER {identifier(old)} ON {table}", old, name).undone_by(back)]
        case _:
            raise unknown(step)


def _altered(step: SqlStep, name: str, table: str) -> list[MigrateOperation]:
    before, after = value(step.before, Trigger), value(step.after, Trigger)
    if set(step.changed) - {"enabled", "comment"}:
        back = replace(_create(name, table, before), or_replace=True)
        changed: MigrateOperation = replace(_create(name, table, after), or_replace=True).undone_by(back)
        return [changed, *attributes.altered(step)]
    if "enabled" not in step.changed:
        return attributes.altered(step)
    enable = EnableTrigger(name, table, after.enabled).undone_by(EnableTrigger(name, table, before.enabled))
    return [enable, *attributes.altered(step)]


def _create(name: str, table: str, trigger: Trigger) -> CreateTrigger:
    return CreateTrigger(
        name,
        table,
        trigger.timing,
        trigger.events,
        qualified(*trigger.function),
        trigger.arguments,
        trigger.columns,
        trigger.level,
        trigger.when,
        trigger.old_table,
        trigger.new_table,
        trigger.constraint,
        None if trigger.references is None else qualified(*trigger.references),
        trigger.deferrable,
        trigger.initially_deferred,
        trigger.enabled,
    )
