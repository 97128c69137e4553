"""Foreign tables, created with their columns and checks. Their parts are changed as those of tables are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause, parent_of
from neonctl_py.ddl.operations import attributes, constraint, not_null
from neonctl_py.ddl.operations.column import details
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.verbatim import operand
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.column import Column
from neonctl_py.model.foreign_table import ForeignTable

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """create(parts = columns, then checks) | alter(options, owner, comment) | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            return _created(step, on)
        case "alter":
            before, after = value(step.before, ForeignTable), value(step.after, ForeignTable)
            forward, back = (
                option_changes(before.options, after.options),
                option_changes(after.options, before.options),
            )
            lowered = alterations(on, [forward], [back]) if "options" in step.changed else []
            return [*lowered, *attributes.altered(step)]
        case "drop":
            return [DropObject(on)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _created(step: SqlStep, on: str) -> list[MigrateOperation]:
    table = value(step.after, ForeignTable)
    parts = ", ".join(_part(address, part) for address, part in step.parts)
    definition = f"({parts}) SERVER {identifier(table.server)} {new_options(table.options)}"
    lowered: list[MigrateOperation] = [CreateObject(on, definition)]
    for address, part in step.parts:
        if isinstance(part, Column):
            lowered += details(address, part, with_options=False)
        else:
            lowered += attributes.comment(address, getattr(part, "comment", None))
    lowered += attributes.comment(step.address, table.comment)
    return lowered + attributes.owner(step.address, table.owner)


def _part(address: Address, part: Object) -> str:
    name = identifier(address.name[0])
    if not isinstance(part, Column):
        return f"CONSTRAINT {name} {constraint.definition(part)}"
    words = [name, part.type, new_options(part.options)]
    words += [f"COLLATE {part.collation}"] if part.collation else []
    words += [f"DEFAULT {operand(part.default)}"] if part.default is not None else []
    words += (
        [f"GENERATED ALWAYS AS ({part.generated}) {'STORED' if part.stored else 'VIRTUAL'}"]
        if part.generated is not None
        else []
    )
    if not part.nullable and part.not_null_validated:
        words.append(not_null.words(parent_of(address), address.name[0], part).strip() or "NOT NULL")
    return " ".join(word for word in words if word)
