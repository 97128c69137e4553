"""Text search configurations, changed token type by token type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import AlterObject
from neonctl_py.ddl.operations.one_definition import lower_defined
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import value
from neonctl_py.model.text_search_configuration import TextSearchConfiguration

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    lowered = lower_defined(step, TextSearchConfiguration, _definition, _actions)
    if step.operation == "create":
        on = object_clause(step.address)
        lowered[1:1] = _mapped(value(step.after, TextSearchConfiguration), on)
    return lowered


def _definition(configuration: TextSearchConfiguration) -> str:
    return f"(PARSER = {configuration.parser})"


def _mapped(configuration: TextSearchConfiguration, on: str) -> list[MigrateOperation]:
    """Of a new one: they go with it."""
    actions = _actions(TextSearchConfiguration(), configuration, ("mappings",))
    return [AlterObject(on, action).undone_by(attributes.Nothing()) for action in actions]


def _actions(
    before: TextSearchConfiguration, after: TextSearchConfiguration, changed: tuple[str, ...]
) -> list[str]:
    if "mappings" not in changed:
        return []
    held, wanted = dict(before.mappings), dict(after.mappings)
    actions = [f"DROP MAPPING FOR {identifier(token)}" for token in sorted(held) if token not in wanted]
    for token, dictionaries in wanted.items():
        if held.get(token) != dictionaries:
            verb = "ALTER" if token in held else "ADD"
            actions.append(f"{verb} MAPPING FOR {identifier(token)} WITH {', '.join(dictionaries)}")
    return actions
