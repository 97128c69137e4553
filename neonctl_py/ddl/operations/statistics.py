"""Extended statistics objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.statistics import Statistics

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateStatistics(CatalogOperation):
    """``kinds`` as ``ndistinct, mcv``, "" for all; ``columns`` as ``a, (lower(b))``."""

    verb: ClassVar[str] = "create_statistics"

    name: str
    columns: str
    table: str
    kinds: str = ""

    def statement(self) -> str:
        kinds = f" ({self.kinds})" if self.kinds else ""
        return f"CREATE STATISTICS {self.name}{kinds} ON {self.columns} FROM {self.table}"

    def reverse(self) -> MigrateOperation:
        return DropStatistics(self.name).undone_by(self)


@dataclass
class SetStatisticsTarget(CatalogOperation):
    """``target`` -1 is the server's default."""

    verb: ClassVar[str] = "set_statistics_target"

    name: str
    target: int

    def statement(self) -> str:
        return f"ALTER STATISTICS {self.name} SET STATISTICS {self.target}"


@dataclass
class DropStatistics(CatalogOperation):
    verb: ClassVar[str] = "drop_statistics"

    name: str

    def statement(self) -> str:
        return f"DROP STATISTICS IF EXISTS {self.name}"


OPERATIONS = (CreateStatistics, SetStatisticsTarget, DropStatistics)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(target, owner, comment) | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            held = value(step.after, Statistics)
            lowered: list[MigrateOperation] = [_create(name, held)]
            if held.target is not None:
                lowered.append(SetStatisticsTarget(name, held.target).undone_by(attributes.Nothing()))
            lowered += attributes.comment(step.address, held.comment)
            return lowered + attributes.owner(step.address, held.owner)
        case "alter":
            return _altered(step, name)
        case "drop":
            undo = _create(name, step.before) if isinstance(step.before, Statistics) else None
            return [DropStatistics(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _create(name: str, held: Statistics) -> CreateStatistics:
    return CreateStatistics(name, held.on, held.table, ", ".join(held.kinds))


def _altered(step: SqlStep, name: str) -> list[MigrateOperation]:
    before, after = value(step.before, Statistics), value(step.after, Statistics)
    lowered: list[MigrateOperation] = []
    if "target" in step.changed:
        old, new = (-1 if held.target is None else held.target for held in (before, after))
        lowered.append(SetStatisticsTarget(name, new).undone_by(SetStatisticsTarget(name, old)))
    return lowered + attributes.altered(step)
