"""Operator classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import name_in_method, object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject
from neonctl_py.ddl.quoting import qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.operator_class import OperatorClass

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            class_ = value(step.after, OperatorClass)
            new = CreateObject(_new(step.address), _definition(class_, step.address))
            lowered: list[MigrateOperation] = [new.undone_by(DropObject(on))]
            lowered += attributes.comment(step.address, class_.comment)
            return lowered + attributes.owner(step.address, class_.owner)
        case "alter":
            return attributes.altered(step)
        case "drop":
            undo = (
                CreateObject(_new(step.address), _definition(step.before, step.address))
                if isinstance(step.before, OperatorClass)
                else None
            )
            return [DropObject(on).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _new(address: Address) -> str:
    """CREATE OPERATOR CLASS takes the method after the type."""
    return f"OPERATOR CLASS {qualified(address.name[0], name_in_method(address.name[1])[0])}"


def _definition(class_: OperatorClass, address: Address) -> str:
    method = address.name[1].rpartition(" using ")[2]
    default = "DEFAULT " if class_.default else ""
    # a class without members still must say something: its storage is its own type
    items = ", ".join(class_.items) or f"STORAGE {class_.type}"
    return f"{default}FOR TYPE {class_.type} USING {method} FAMILY {class_.family} AS {items}"
