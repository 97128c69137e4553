"""Foreign tables, created with their columns and checks. Their parts are changed as those of tables are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause, parent_of
from neonctl_py.ddl.operations import attributes, bounds, constraint, not_null, table
from neonctl_py.ddl.operations.column import details
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.verbatim import operand
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, Column
from neonctl_py.model.foreign_table import ForeignTable

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """create(parts = columns, then checks) | alter(options, owner, comment, overrides, trigger_states) | drop | rename | leave(_concurrently) |
    join | drop_bounds_check.
    """
    on = object_clause(step.address)
    match step.operation:
        case "create":
            return _created(step, on, session)
        case "alter":
            before, after = value(step.before, ForeignTable), value(step.after, ForeignTable)
            forward, back = (
                option_changes(before.options, after.options),
                option_changes(after.options, before.options),
            )
            lowered = alterations(on, [forward], [back]) if "options" in step.changed else []
            return [*lowered, *table.said_of_inherited(step, session), *attributes.altered(step)]
        case "drop":
            return [DropObject(on)]
        case "rename":
            return attributes.renamed(step)
        case "leave" | "join" | "leave_concurrently":
            return table.parents(step)
        case "drop_bounds_check":
            return bounds.lower(step)
        case _:
            raise unknown(step)


def _created(step: SqlStep, on: str, session: Session) -> list[MigrateOperation]:
    made = value(step.after, ForeignTable)
    definition = f"{_shape(step, made, session)} SERVER {identifier(made.server)} {new_options(made.options)}"
    lowered: list[MigrateOperation] = [CreateObject(on, definition)]
    for address, part in step.parts:
        if isinstance(part, Column):
            lowered += details(address, part, with_options=False)
        else:
            lowered += attributes.comment(address, getattr(part, "comment", None))
    lowered += attributes.comment(step.address, made.comment)
    return lowered + attributes.owner(step.address, made.owner)


def _shape(step: SqlStep, made: ForeignTable, session: Session) -> str:
    """What stands before its server: columns and checks, NOT NULLs of its own on its parents' columns, and the parents."""
    parts = [_part(address, part) for address, part in step.parts]
    if made.partition_of is not None:
        strict = [
            f"{identifier(item.column)} CONSTRAINT {identifier(item.name)} NOT NULL"
            for item in made.not_nulls
        ]
        said = f" ({', '.join([*strict, *parts])})" if strict or parts else ""
        return f"PARTITION OF {made.partition_of}{said} {made.bounds}"
    if session.server_version >= NAMED_NOT_NULL_SINCE:
        parts += [
            f"CONSTRAINT {identifier(item.name)} NOT NULL {identifier(item.column)}"
            for item in made.not_nulls
        ]
    return f"({', '.join(parts)})" + (f" INHERITS ({', '.join(made.inherits)})" if made.inherits else "")


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
