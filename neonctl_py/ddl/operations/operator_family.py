"""Operator families, changed member by member."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import AlterObject, CreateObject, DropObject, alterations
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.errors import InternalError
from neonctl_py.model.operator_family import OperatorFamily

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            family = value(step.after, OperatorFamily)
            lowered: list[MigrateOperation] = [CreateObject(on, ""), *_added(family, on)]
            lowered += attributes.comment(step.address, family.comment)
            return lowered + attributes.owner(step.address, family.owner)
        case "alter":
            before, after = value(step.before, OperatorFamily), value(step.after, OperatorFamily)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            return [DropObject(on).undone_by(CreateObject(on, ""))]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


_MEMBER = re.compile(
    r"(?P<kind>OPERATOR|FUNCTION) (?P<number>\d+) (?:(?P<types>\([^()]*\)) )?(?P<rest>.*)\Z", re.DOTALL
)


def _added(family: OperatorFamily, on: str) -> list[MigrateOperation]:
    """Of a new one: they go with it."""
    return [AlterObject(on, f"ADD {item}").undone_by(attributes.Nothing()) for item in family.items]


def _actions(before: OperatorFamily, after: OperatorFamily, changed: tuple[str, ...]) -> list[str]:
    if "items" not in changed:
        return []
    gone = [f"DROP {_key(item)}" for item in before.items if item not in after.items]
    return gone + [f"ADD {item}" for item in after.items if item not in before.items]


def _key(item: str) -> str:
    """``OPERATOR 1 (integer, bigint)``: a member is dropped by its number and its types."""
    found = _MEMBER.match(item)
    if found is None:
        raise InternalError(f"not a member of an operator family: {item}")
    types = found["types"] or found["rest"][found["rest"].index("(") :].split(" FOR ORDER BY ")[0]
    return f"{found['kind']} {found['number']} {types}"
