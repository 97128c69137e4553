"""The steps of one database, cut into revisions that may be interrupted and begun again.

A revision is: what runs outside a transaction and may be repeated, then one transaction. Alembic notes a revision in that same
transaction, so whatever stops it, the same command goes on: the repeatable part is repeated, the rest happens once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from alembic.operations import ops

from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.names import schema_of
from neonctl_py.ddl.operations.enum import AddEnumValue
from neonctl_py.ddl.operations.function import CreateFunction
from neonctl_py.ddl.revisions.only_here import (
    DropInvalidIndex,
    ResetSearchPath,
    SetSearchPath,
    TrustFunctionBodies,
)
from neonctl_py.plan.steps import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

_REPEATABLE: Final = frozenset(
    {
        "validate",
        "validate_replacement",
        "validate_not_null_check",
        "validate_bounds_check",
        "add_values",
        "refresh",
    }
)
"""Operations in a transaction of their own that may be done twice."""


@dataclass(slots=True)
class Stage:
    """One revision's way: ``outside`` any transaction first, then ``inside`` one."""

    outside: list[SqlStep] = field(default_factory=list)
    inside: list[SqlStep] = field(default_factory=list)

    @property
    def steps(self) -> tuple[SqlStep, ...]:
        """All of them, in order."""
        return (*self.outside, *self.inside)


def stages(steps: Iterable[SqlStep]) -> list[Stage]:
    """As few as possible. At least one, which may be empty."""
    cut = [Stage()]
    for step in map(_as_revisions_do_it, steps):
        if _is_outside(step):
            if cut[-1].inside:
                cut.append(Stage())
            cut[-1].outside.append(step)
        else:
            if not _fits(step, cut[-1].inside):
                cut.append(Stage())
            cut[-1].inside.append(step)
    return cut


def _as_revisions_do_it(step: SqlStep) -> SqlStep:
    """What was replaced goes in the same transaction: a file of its own for that would be more trouble than an instant's lock."""
    if step.operation != "drop_replaced_concurrently":
        return step
    return replace(step, operation="drop_replaced", transaction=Transaction.OWN)


def _is_outside(step: SqlStep) -> bool:
    return step.transaction is Transaction.NONE or (
        step.transaction is Transaction.OWN and step.operation in _REPEATABLE
    )


def _fits(step: SqlStep, others: list[SqlStep]) -> bool:
    """A step that wants a transaction of its own shares it only with what changes the same table."""
    if all(other.transaction is Transaction.SHARED for other in (*others, step)):
        return True
    return len({_table(other) for other in (*others, step)}) == 1


def _table(step: SqlStep) -> Address:
    return step.address.container("table") or step.address


def outside_operations(stage: Stage, session: Session) -> list[MigrateOperation]:
    """In a form that may be repeated."""
    lowered: list[MigrateOperation] = []
    path: list[str] = []
    for step in stage.outside:
        for operation in lower(step, session):
            if isinstance(operation, ops.CreateIndexOp) and (wanted := _path(step)) and wanted != path:
                lowered.append(SetSearchPath(wanted, local=False))
                path = wanted
            lowered += _repeatable(operation)
    return [*lowered, ResetSearchPath()] if path else lowered


def inside_operations(stage: Stage, session: Session) -> list[MigrateOperation]:
    """With the settings that the expressions in them need."""
    lowered: list[MigrateOperation] = []
    path: list[str] = []
    for step in stage.inside:
        operations = lower(step, session)
        wanted = _path(step)
        if operations and wanted and wanted != path:
            lowered.append(SetSearchPath(wanted))
            path = wanted
        lowered += operations
    if any(isinstance(operation, CreateFunction) for operation in lowered):
        lowered.insert(0, TrustFunctionBodies())
    return lowered


def _path(step: SqlStep) -> list[str]:
    """Where the step's own expressions look names up: its schema, then public."""
    schema = "public" if step.address.kind == "extension" else schema_of(step.address)
    if schema is None:
        return []
    return [schema] if schema == "public" else [schema, "public"]


def _repeatable(operation: MigrateOperation) -> Iterator[MigrateOperation]:
    match operation:
        case ops.CreateIndexOp():
            yield DropInvalidIndex(str(operation.index_name), str(operation.schema))
            operation.if_not_exists = True
        case ops.DropIndexOp():
            operation.if_exists = True
        case AddEnumValue():
            operation.if_not_exists = True
    yield operation
