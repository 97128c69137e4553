"""Text search dictionaries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.operations.one_definition import lower_defined
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.ddl.storage import to_set
from neonctl_py.model.text_search_dictionary import TextSearchDictionary

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.ddl.storage import Parameters
    from neonctl_py.plan.steps import SqlStep

_NUMBER: Final = re.compile(r"\d+(\.\d+)?\Z")


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
    wanted = dict(after.options)
    gone = [identifier(name) for name, _ in before.options if name not in wanted]
    return [f"({', '.join((*_options(to_set(before.options, after.options)), *gone))})"]


def _options(options: Parameters) -> list[str]:
    """A number stays one: some templates take no text in its place."""
    return [
        f"{identifier(name)} = {text if _NUMBER.match(text) else literal(text)}" for name, text in options
    ]
