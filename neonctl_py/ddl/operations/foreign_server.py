"""Foreign servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes, user_mapping
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.foreign_server import ForeignServer

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            server = value(step.after, ForeignServer)
            lowered: list[MigrateOperation] = [CreateObject(on, _definition(server))]
            lowered += attributes.comment(step.address, server.comment)
            return lowered + attributes.owner(step.address, server.owner)
        case "alter":
            before, after = value(step.before, ForeignServer), value(step.after, ForeignServer)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            mappings = (place for place, _ in step.context if place.kind == "user_mapping")
            undo = CreateObject(on, _definition(value(step.before, ForeignServer)))
            return [
                *(DropObject(user_mapping.clause(place)) for place in mappings),
                DropObject(on).undone_by(undo),
            ]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _definition(server: ForeignServer) -> str:
    parts = [f"TYPE {literal(server.type)}"] if server.type is not None else []
    parts += [f"VERSION {literal(server.version)}"] if server.version is not None else []
    parts += [f"FOREIGN DATA WRAPPER {identifier(server.wrapper)}", new_options(server.options)]
    return " ".join(parts).rstrip()


def _actions(before: ForeignServer, after: ForeignServer, changed: tuple[str, ...]) -> list[str]:
    parts = []
    if "version" in changed:
        parts.append("VERSION NULL" if after.version is None else f"VERSION {literal(after.version)}")
    options = option_changes(before.options, after.options) if "options" in changed else ""
    action = " ".join((*parts, options)).rstrip()
    return [action] if action else []
