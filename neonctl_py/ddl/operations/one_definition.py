"""Lowering kinds whose CREATE is one definition, and whose ALTER is a list of actions. Never here: what either says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.vocabulary import unknown, value

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.operations import MigrateOperation

    from neonctl_py.model.values import Unset
    from neonctl_py.plan.steps import SqlStep


class Owned(Protocol):
    """What has an owner and a comment."""

    @property
    def owner(self) -> object: ...
    @property
    def comment(self) -> str | Unset | None: ...


Kind = TypeVar("Kind", bound=Owned)


def lower_defined(
    step: SqlStep,
    kind: type[Kind],
    definition: Callable[[Kind], str],
    actions: Callable[[Kind, Kind, tuple[str, ...]], list[str]],
) -> list[MigrateOperation]:
    """Create | alter | drop | rename. ``actions``: from the first to the second, of the fields that changed."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            new = value(step.after, kind)
            lowered: list[MigrateOperation] = [CreateObject(on, definition(new))]
            lowered += attributes.comment(step.address, new.comment)
            return lowered + attributes.owner(step.address, new.owner)
        case "alter":
            before, after = value(step.before, kind), value(step.after, kind)
            forward, back = actions(before, after, step.changed), actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            undo = None if step.before is None else CreateObject(on, definition(value(step.before, kind)))
            return [DropObject(on).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)
