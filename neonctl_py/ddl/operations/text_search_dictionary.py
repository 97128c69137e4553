"""Text search dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.operations.one_definition import lower_defined
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.model.text_search_dictionary import TextSearchDictionary

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    return lower_defined(step, TextSearchDictionary, _definition, _actions)


def _definition(dictionary: TextSearchDictionary) -> str:
    return f"({', '.join((f'TEMPLATE = {dictionary.template}', *_options(dictionary.options)))})"


def _actions(
    before: TextSearchDictionary, after: TextSearchDictionary, changed: tuple[str, ...]
) -> list[str]:
    """An option without a value is taken away."""
    if "options" not in changed:
        return []
    held, wanted = dict(before.options), dict(after.options)
    gone = [identifier(name) for name in sorted(held) if name not in wanted]
    new = _options(tuple((name, text) for name, text in after.options if held.get(name) != text))
    return [f"({', '.join((*new, *gone))})"]


def _options(options: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"{identifier(name)} = {literal(text)}" for name, text in options]
