"""Views: made, replaced in place where Postgres allows it, altered, dropped. And columns' comments, which materialized views
have, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier, identifiers
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.view import SWITCHES, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.view import ViewColumn
    from neonctl_py.plan.steps import SqlStep

_OPTIONS = ("security_invoker", "security_barrier", "check_option")


@dataclass
class CreateView(CatalogOperation):
    """``columns``: their names, where the query does not give them. ``options``: ``security_barrier = true``. ``or_replace``: the
    one that is there keeps its columns, and gets more at the end.
    """

    verb: ClassVar[str] = "create_view"

    name: str
    query: str
    columns: Sequence[str] = ()
    options: Sequence[str] = ()
    or_replace: bool = False

    def statement(self) -> str:
        head = "CREATE OR REPLACE VIEW" if self.or_replace else "CREATE VIEW"
        columns = f" ({identifiers(list(self.columns))})" if self.columns else ""
        options = f" WITH ({', '.join(self.options)})" if self.options else ""
        return f"{head} {self.name}{columns}{options} AS\n{self.query}"

    def reverse(self) -> MigrateOperation:
        return super().reverse() if self.or_replace else DropView(self.name).undone_by(self)


@dataclass
class AlterView(CatalogOperation):
    """``action``: ``SET (security_invoker = true)``, ``RESET (check_option)``, ``ALTER COLUMN id SET DEFAULT 1``."""

    verb: ClassVar[str] = "alter_view"

    name: str
    action: str

    def statement(self) -> str:
        return f"ALTER VIEW {self.name} {self.action}"


@dataclass
class DropView(CatalogOperation):
    verb: ClassVar[str] = "drop_view"

    name: str

    def statement(self) -> str:
        return f"DROP VIEW {self.name}"


OPERATIONS = (CreateView, AlterView, DropView)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | replace (in place) | alter(options, column_defaults, owner, comment, column_comments) | drop | rename."""
    match step.operation:
        case "create":
            return _created(step)
        case "replace":
            before, after = value(step.before, View), value(step.after, View)
            is_same = before.columns == after.columns  # what has come can't be taken away in place
            undo = _create(step, before, or_replace=True) if is_same else None
            lowered: list[MigrateOperation] = [_create(step, after, or_replace=True).undone_by(undo)]
            return lowered + _altered(step, options=False)
        case "alter":
            return _altered(step)
        case "drop":
            undo_drop = _create(step, step.before) if isinstance(step.before, View) else None
            return [DropView(relation(step.moved_from or step.address)).undone_by(undo_drop)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _created(step: SqlStep) -> list[MigrateOperation]:
    view = value(step.after, View)
    lowered: list[MigrateOperation] = [_create(step, view)]
    lowered += _actions(
        step, _default_actions((), view.column_defaults), _default_actions(view.column_defaults, ())
    )
    lowered += attributes.comment(step.address, view.comment)
    lowered += column_comments(step.address, view.column_comments)
    return lowered + attributes.owner(step.address, view.owner)


def _create(step: SqlStep, view: View, *, or_replace: bool = False) -> CreateView:
    return CreateView(
        relation(step.address), view.query, written_columns(view.columns), _options(view), or_replace
    )


def written_columns(columns: Sequence[ViewColumn]) -> tuple[str, ...]:
    """Names that the query itself does not give: those that came without a type, because no server spelled the query."""
    return tuple(column.name for column in columns) if all(not column.type for column in columns) else ()


def _options(view: View) -> list[str]:
    words = dict(view.option_words)
    written = [
        f"{name} = {words.get(name, 'true')}" for name in SWITCHES if name in words or getattr(view, name)
    ]
    return written + ([f"check_option = {view.check_option}"] if view.check_option else [])


def _altered(step: SqlStep, *, options: bool = True) -> list[MigrateOperation]:
    before, after = value(step.before, View), value(step.after, View)
    lowered: list[MigrateOperation] = []
    if options:
        changed = [name for name in _OPTIONS if name in step.changed]
        lowered += _actions(step, _option_actions(after, changed), _option_actions(before, changed))
    if "column_defaults" in step.changed:
        forward = _default_actions(before.column_defaults, after.column_defaults)
        lowered += _actions(step, forward, _default_actions(after.column_defaults, before.column_defaults))
    if "column_comments" in step.changed:
        lowered += column_comments(step.address, after.column_comments, before.column_comments)
    return lowered + attributes.altered(step)


def _actions(step: SqlStep, forward: list[str], backward: list[str]) -> list[MigrateOperation]:
    name = relation(step.address)
    pairs = zip(forward, backward, strict=True)
    return [AlterView(name, action).undone_by(AlterView(name, back)) for action, back in pairs]


def _option_actions(view: View, changed: Sequence[str]) -> list[str]:
    actions, words = [], dict(view.option_words)
    for name in changed:
        held = getattr(view, name)
        text = words.get(name, "true") if isinstance(held, bool) else str(held)
        actions.append(f"SET ({name} = {text})" if held or name in words else f"RESET ({name})")
    return actions


def _default_actions(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[str]:
    """One for every column whose default differs, in the order of names, so that both directions pair up."""
    held, wanted = dict(before), dict(after)
    names = sorted(name for name in held | wanted if held.get(name) != wanted.get(name))
    return [
        f"ALTER COLUMN {identifier(name)} "
        + (f"SET DEFAULT {wanted[name]}" if name in wanted else "DROP DEFAULT")
        for name in names
    ]


def column_comments(
    address: Address, after: Sequence[tuple[str, str]], before: Sequence[tuple[str, str]] = ()
) -> list[MigrateOperation]:
    """What leads from one set of comments to the other."""
    held, wanted = dict(before), dict(after)
    return [
        attributes.CommentOn(on, wanted.get(name)).undone_by(attributes.CommentOn(on, held.get(name)))
        for name in sorted(held | wanted)
        if held.get(name) != wanted.get(name) and (on := f"COLUMN {relation(address)}.{identifier(name)}")
    ]
