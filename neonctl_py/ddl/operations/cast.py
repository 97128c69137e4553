"""Casts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.cast import Cast

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            cast = value(step.after, Cast)
            lowered: list[MigrateOperation] = [CreateObject(on, _definition(cast))]
            lowered += attributes.comment(step.address, cast.comment)
            return lowered
        case "alter":
            return attributes.altered(step)
        case "drop":
            undo = CreateObject(on, _definition(step.before)) if isinstance(step.before, Cast) else None
            return [DropObject(on).undone_by(undo)]
        case _:
            raise unknown(step)


_CONTEXT = {"explicit": "", "assignment": " AS ASSIGNMENT", "implicit": " AS IMPLICIT"}
_METHOD = {"inout": "WITH INOUT", "binary": "WITHOUT FUNCTION"}


def _definition(cast: Cast) -> str:
    how = _METHOD.get(cast.method) or f"WITH FUNCTION {cast.function}"
    return how + _CONTEXT[cast.context]
