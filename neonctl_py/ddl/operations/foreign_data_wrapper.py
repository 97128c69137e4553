"""Foreign-data wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            wrapper = value(step.after, ForeignDataWrapper)
            lowered: list[MigrateOperation] = [CreateObject(on, _definition(wrapper))]
            lowered += attributes.comment(step.address, wrapper.comment)
            return lowered + attributes.owner(step.address, wrapper.owner)
        case "alter":
            before, after = value(step.before, ForeignDataWrapper), value(step.after, ForeignDataWrapper)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            undo = (
                CreateObject(on, _definition(step.before))
                if isinstance(step.before, ForeignDataWrapper)
                else None
            )
            return [DropObject(on).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _definition(wrapper: ForeignDataWrapper) -> str:
    parts = [f"HANDLER {wrapper.handler}"] if wrapper.handler else []
    parts += [f"VALIDATOR {wrapper.validator}"] if wrapper.validator else []
    return " ".join((*parts, new_options(wrapper.options))).rstrip()


def _actions(before: ForeignDataWrapper, after: ForeignDataWrapper, changed: tuple[str, ...]) -> list[str]:
    parts = []
    for word, name in (("HANDLER", "handler"), ("VALIDATOR", "validator")):
        if name in changed:
            function = getattr(after, name)
            parts.append(f"{word} {function}" if function else f"NO {word}")
    options = option_changes(before.options, after.options) if "options" in changed else ""
    action = " ".join((*parts, options)).rstrip()
    return [action] if action else []
