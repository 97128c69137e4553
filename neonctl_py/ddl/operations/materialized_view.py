"""Materialized views: made with or without data, refreshed, altered, dropped. Their indexes and grants have files of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.column import physical_actions
from neonctl_py.ddl.operations.view import column_comments, written_columns
from neonctl_py.ddl.quoting import identifier, identifiers
from neonctl_py.ddl.storage import storage_clauses, storage_list
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.column import Column
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateMaterializedView(CatalogOperation):
    """``columns``: their names, where the query does not give them. ``storage``: ``fillfactor = 70``."""

    verb: ClassVar[str] = "create_materialized_view"

    name: str
    query: str
    columns: Sequence[str] = ()
    storage: str = ""
    access_method: str | None = None
    with_data: bool = True

    def statement(self) -> str:
        columns = f" ({identifiers(list(self.columns))})" if self.columns else ""
        using = f" USING {identifier(self.access_method)}" if self.access_method else ""
        storage = f" WITH ({self.storage})" if self.storage else ""
        data = "" if self.with_data else "\nWITH NO DATA"
        return f"CREATE MATERIALIZED VIEW {self.name}{columns}{using}{storage} AS\n{self.query}{data}"

    def reverse(self) -> MigrateOperation:
        return DropMaterializedView(self.name).undone_by(self)


@dataclass
class AlterMaterializedView(CatalogOperation):
    """``actions``: ``SET (fillfactor = 70)``, ``SET ACCESS METHOD heap``."""

    verb: ClassVar[str] = "alter_materialized_view"

    name: str
    actions: Sequence[str]

    def statements(self) -> list[str]:
        return [f"ALTER MATERIALIZED VIEW {self.name} {action}" for action in self.actions]


@dataclass
class RefreshMaterializedView(CatalogOperation):
    verb: ClassVar[str] = "refresh_materialized_view"

    name: str
    with_data: bool = True

    def statement(self) -> str:
        return f"REFRESH MATERIALIZED VIEW {self.name}{'' if self.with_data else ' WITH NO DATA'}"

    def reverse(self) -> MigrateOperation:
        return RefreshMaterializedView(self.name, not self.with_data)


@dataclass
class DropMaterializedView(CatalogOperation):
    verb: ClassVar[str] = "drop_materialized_view"

    name: str

    def statement(self) -> str:
        return f"DROP MATERIALIZED VIEW {self.name}"


OPERATIONS = (
    CreateMaterializedView,
    AlterMaterializedView,
    RefreshMaterializedView,
    DropMaterializedView,
)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Create | refresh | alter(storage_parameters, access_method, owner, comment, column_comments) | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            return _created(step, session)
        case "refresh":
            with_data = value(step.after, MaterializedView).with_data is True
            return [RefreshMaterializedView(name, with_data)]
        case "alter":
            return _altered(step, session)
        case "drop":
            undo = _create(step, step.before) if isinstance(step.before, MaterializedView) else None
            return [DropMaterializedView(relation(step.moved_from or step.address)).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _created(step: SqlStep, session: Session) -> list[MigrateOperation]:
    view = value(step.after, MaterializedView)
    lowered: list[MigrateOperation] = [_create(step, view)]
    lowered += attributes.comment(step.address, view.comment)
    lowered += column_comments(step.address, view.column_comments)
    told = [forth for forth, _ in _of_columns(MaterializedView(), view, session)]
    if told:
        lowered.append(AlterMaterializedView(relation(step.address), told).undone_by(attributes.Nothing()))
    return lowered + attributes.owner(step.address, view.owner)


def _create(step: SqlStep, view: MaterializedView) -> CreateMaterializedView:
    return CreateMaterializedView(
        relation(step.address),
        view.query,
        written_columns(view.columns),
        storage_list(view.storage_parameters),
        None if isinstance(view.access_method, Unset) else view.access_method,
        view.with_data is True,
    )


def _altered(step: SqlStep, session: Session) -> list[MigrateOperation]:
    before, after = value(step.before, MaterializedView), value(step.after, MaterializedView)
    name = relation(step.address)
    forward, backward = _actions(before, after, step.changed), _actions(after, before, step.changed)
    undo = AlterMaterializedView(name, backward)
    lowered: list[MigrateOperation] = []
    if forward:
        lowered.append(AlterMaterializedView(name, forward).undone_by(undo))
    if "column_settings" in step.changed:
        for forth, back in _of_columns(before, after, session):
            lowered.append(
                AlterMaterializedView(name, [forth]).undone_by(AlterMaterializedView(name, [back]))
            )
    if "column_comments" in step.changed:
        lowered += column_comments(step.address, after.column_comments, before.column_comments)
    return lowered + attributes.altered(step)


def _actions(before: MaterializedView, after: MaterializedView, changed: Sequence[str]) -> list[str]:
    actions = []
    if "access_method" in changed and not isinstance(after.access_method, Unset):
        actions.append(f"SET ACCESS METHOD {identifier(after.access_method)}")
    if "storage_parameters" in changed:
        actions += storage_clauses(before.storage_parameters, after.storage_parameters)
    if "clustered_on" in changed:
        actions.append(
            f"CLUSTER ON {identifier(after.clustered_on)}" if after.clustered_on else "SET WITHOUT CLUSTER"
        )
    return actions


def _of_columns(
    before: MaterializedView, after: MaterializedView, session: Session
) -> Iterator[tuple[str, str]]:
    """What is said of each, and what takes it back."""
    types = {column.name: column.type for column in (*before.columns, *after.columns)}
    old, new = dict(before.column_settings), dict(after.column_settings)
    for name in sorted({*old, *new}):
        there, wanted = (_as_column(types.get(name, ""), said.get(name, ())) for said in (old, new))
        for forth, back in physical_actions(there, wanted, session):
            yield f"ALTER COLUMN {identifier(name)} {forth}", f"ALTER COLUMN {identifier(name)} {back}"


def _as_column(type_name: str, said: tuple[tuple[str, str], ...]) -> Column:
    facts: dict[str, Any] = dict(said)
    if "statistics" in facts:
        facts["statistics"] = int(facts["statistics"])
    return Column(type=type_name, **facts)
