"""Event triggers. What they fire on can't be changed in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.trigger import STATES
from neonctl_py.ddl.quoting import identifier, literal, qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.event_trigger import EventTrigger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateEventTrigger(CatalogOperation):
    """``event``: ``ddl_command_end``…; ``tags``: the commands (``CREATE TABLE``), none for all; ``function`` qualified."""

    verb: ClassVar[str] = "create_event_trigger"

    name: str
    event: str
    function: str
    tags: Sequence[str] = ()

    def statement(self) -> str:
        tags = f" WHEN TAG IN ({', '.join(map(literal, self.tags))})" if self.tags else ""
        name = identifier(self.name)
        return f"CREATE EVENT TRIGGER {name} ON {self.event}{tags} EXECUTE FUNCTION {self.function}()"

    def reverse(self) -> MigrateOperation:
        return self._undo or DropEventTrigger(self.name).undone_by(self)


@dataclass
class DropEventTrigger(CatalogOperation):
    verb: ClassVar[str] = "drop_event_trigger"

    name: str

    def statement(self) -> str:
        return f"DROP EVENT TRIGGER {identifier(self.name)}"


@dataclass
class EnableEventTrigger(CatalogOperation):
    """``state``: ``origin``, ``disabled``, ``replica``, ``always``."""

    verb: ClassVar[str] = "enable_event_trigger"

    name: str
    state: str

    def statement(self) -> str:
        return f"ALTER EVENT TRIGGER {identifier(self.name)} {STATES[self.state]}"


OPERATIONS = (CreateEventTrigger, DropEventTrigger, EnableEventTrigger)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(enabled, owner, comment) | drop | rename."""
    name = step.address.name[0]
    match step.operation:
        case "create":
            trigger = value(step.after, EventTrigger)
            return [
                _create(name, trigger),
                *_enabled(name, trigger.enabled, "origin"),
                *attributes.comment(step.address, trigger.comment),
                *attributes.owner(step.address, trigger.owner),
            ]
        case "alter":
            before, after = value(step.before, EventTrigger), value(step.after, EventTrigger)
            return [*_enabled(name, after.enabled, before.enabled), *attributes.altered(step)]
        case "drop":
            undo = _create(name, step.before) if isinstance(step.before, EventTrigger) else None
            return [DropEventTrigger(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _enabled(name: str, wanted: str, before: str) -> list[MigrateOperation]:
    if wanted == before:
        return []
    return [EnableEventTrigger(name, wanted).undone_by(EnableEventTrigger(name, before))]


def _create(name: str, trigger: EventTrigger) -> CreateEventTrigger:
    return CreateEventTrigger(name, trigger.event, qualified(*trigger.function), trigger.tags)
