"""Foreign servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.operations import user_mapping
from neonctl_py.ddl.operations.defined import DropObject
from neonctl_py.ddl.operations.one_definition import lower_defined
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.model.foreign_server import ForeignServer

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop, with its user mappings | rename."""
    lowered = lower_defined(step, ForeignServer, _definition, _actions)
    if step.operation == "drop":
        mappings = (place for place, _ in step.context if place.kind == "user_mapping")
        lowered[:0] = [DropObject(user_mapping.clause(place)) for place in mappings]
    return lowered


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
