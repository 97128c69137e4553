"""Foreign-data wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.operations.one_definition import lower_defined
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    return lower_defined(step, ForeignDataWrapper, _definition, _actions)


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
