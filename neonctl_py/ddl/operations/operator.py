"""Operators: the selectivity estimators are changed in place, all else by a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause, operand_types, operator_symbol
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.operator import Operator

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
            operator = value(step.after, Operator)
            new = CreateObject(_new(step.address), _definition(operator, step.address))
            lowered: list[MigrateOperation] = [new.undone_by(DropObject(on))]
            lowered += attributes.comment(step.address, operator.comment)
            return lowered + attributes.owner(step.address, operator.owner)
        case "alter":
            before, after = value(step.before, Operator), value(step.after, Operator)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            return [_dropped(step, on)]
        case "rename":
            return _moved(step)
        case _:
            raise unknown(step)


def _new(address: Address) -> str:
    """CREATE OPERATOR takes the types inside its brackets."""
    return f"OPERATOR {identifier(address.name[0])}.{operator_symbol(address)}"


def _moved(step: SqlStep) -> list[MigrateOperation]:
    """Postgres moves an operator into another schema, and never gives it another name."""
    old, new = step.moved_from, step.address
    if old is None or old.name[1] != new.name[1]:
        raise unknown(step)
    back = attributes.SetSchema(object_clause(new), old.name[0])
    return [attributes.SetSchema(object_clause(old), new.name[0]).undone_by(back)]


def _dropped(step: SqlStep, on: str) -> MigrateOperation:
    before = step.before if isinstance(step.before, Operator) else None
    again = CreateObject(_new(step.address), _definition(before, step.address)) if before else None
    return DropObject(on).undone_by(again)


def _definition(operator: Operator, address: Address) -> str:
    left, right = operand_types(address)
    parts = [f"FUNCTION = {operator.function}"]
    parts += [f"LEFTARG = {left}"] if left else []
    parts += [f"RIGHTARG = {right}"]
    parts += [f"COMMUTATOR = {_operator(operator.commutator)}"] if operator.commutator else []
    parts += [f"NEGATOR = {_operator(operator.negator)}"] if operator.negator else []
    parts += [f"RESTRICT = {operator.restrict}"] if operator.restrict else []
    parts += [f"JOIN = {operator.join}"] if operator.join else []
    parts += ["HASHES"] if operator.hashes else []
    parts += ["MERGES"] if operator.merges else []
    return f"({', '.join(parts)})"


def _operator(name: str) -> str:
    return f"OPERATOR({name})"


def _actions(_: Operator, after: Operator, changed: tuple[str, ...]) -> list[str]:
    parts = [
        f"{word} = {getattr(after, name) or 'NONE'}"
        for word, name in (("RESTRICT", "restrict"), ("JOIN", "join"))
        if name in changed
    ]
    return [f"SET ({', '.join(parts)})"] if parts else []
