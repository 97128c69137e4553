"""Aggregates, replaced in place where their result stays what it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import literal, qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.function import bare_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

_VALUES = frozenset({"initcond", "minitcond"})
_FLAGS = frozenset({"finalfunc_extra", "mfinalfunc_extra", "hypothetical"})


@dataclass
class CreateAggregate(CatalogOperation):
    """``name`` qualified, ``arguments`` as between the parentheses, ``options`` by name: ``{"sfunc": "int4pl", "initcond": "0"}``."""

    verb: ClassVar[str] = "create_aggregate"

    name: str
    arguments: str = "*"
    options: Mapping[str, str] = field(default_factory=dict)
    or_replace: bool = False

    def statement(self) -> str:
        create = "CREATE OR REPLACE" if self.or_replace else "CREATE"
        options = ", ".join(_option(name, text) for name, text in self.options.items())
        return f"{create} AGGREGATE {self.name}({self.arguments}) ({options})"

    def reverse(self) -> MigrateOperation:
        return self._undo or DropAggregate(self.name, self.arguments).undone_by(self)


@dataclass
class DropAggregate(CatalogOperation):
    """``arguments`` as CREATE AGGREGATE takes them."""

    verb: ClassVar[str] = "drop_aggregate"

    name: str
    arguments: str = "*"

    def statement(self) -> str:
        return f"DROP AGGREGATE {self.name}({self.arguments})"


OPERATIONS = (CreateAggregate, DropAggregate)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(options, owner, comment) | drop | rename."""
    match step.operation:
        case "create":
            aggregate = value(step.after, Aggregate)
            comment = attributes.comment(step.address, aggregate.comment)
            return [
                _create(step.address, aggregate),
                *comment,
                *attributes.owner(step.address, aggregate.owner),
            ]
        case "alter":
            return _altered(step)
        case "drop":
            aggregate = value(step.before, Aggregate)
            undo = _create(step.address, aggregate)
            return [DropAggregate(undo.name, undo.arguments).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _altered(step: SqlStep) -> list[MigrateOperation]:
    lowered: list[MigrateOperation] = []
    if "options" in step.changed:
        before, after = value(step.before, Aggregate), value(step.after, Aggregate)
        back = replace(_create(step.address, before), or_replace=True)
        lowered.append(replace(_create(step.address, after), or_replace=True).undone_by(back))
    return lowered + attributes.altered(step)


def _create(address: Address, aggregate: Aggregate) -> CreateAggregate:
    name = qualified(address.name[0], bare_name(address.name[1]))
    return CreateAggregate(name, aggregate.arguments, dict(aggregate.options))


def _option(name: str, text: str) -> str:
    if name in _FLAGS:
        return name.upper()
    return f"{name.upper()} = {literal(text) if name in _VALUES else text}"
