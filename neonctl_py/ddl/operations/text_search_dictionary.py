"""Text search dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.text_search_dictionary import TextSearchDictionary

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            dictionary = value(step.after, TextSearchDictionary)
            lowered: list[MigrateOperation] = [CreateObject(on, _definition(dictionary))]
            lowered += attributes.comment(step.address, dictionary.comment)
            return lowered + attributes.owner(step.address, dictionary.owner)
        case "alter":
            before, after = value(step.before, TextSearchDictionary), value(step.after, TextSearchDictionary)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            undo = (
                CreateObject(on, _definition(step.before))
                if isinstance(step.before, TextSearchDictionary)
                else None
            )
            return [DropObject(on).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


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
