"""Indexes that no constraint owns. Built CONCURRENTLY where the plan says so; an invalid leftover of the name goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.operations import ops

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operations import alone, attributes
from neonctl_py.ddl.operations.marks import marked
from neonctl_py.ddl.operations.partition_names import NameClones
from neonctl_py.ddl.quoting import identifier, identifiers, qualified
from neonctl_py.ddl.storage import AlterIndexStorage, storage_change, storage_list, storage_value
from neonctl_py.ddl.verbatim import verbatim
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.helper_names import replaced, replacement
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.table import Table

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


OPERATIONS = (AlterIndexStorage, *alone.OPERATIONS)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | create_alone | build_concurrently | build_replacement_concurrently | swap_replacement | drop_replaced[_concurrently] | replace_over_partitions | drop | drop_concurrently | alter | rename."""
    name = step.address.name[0]
    schema, _table = parent_of(step.address).name
    match step.operation:
        case "create":
            return [*_built(step, name), *marked(step)]
        case "create_alone":
            return [
                _alone(step, name),
                *_statistics(step, name),
                *_comment(step, schema, name),
                *alone.attached(step),
            ]
        case "build_concurrently":
            return [*_leftover(step, name), *_built(step, name, concurrently=True), *marked(step)]
        case "build_replacement_concurrently":
            return _replacement(step, name, concurrently=True)
        case "swap_replacement":
            return _exchanged(step, name)
        case "drop_replaced" | "drop_replaced_concurrently":
            return [_drop(step, replaced(name), concurrently=step.operation.endswith("concurrently"))]
        case "replace_over_partitions":
            return [*_replacement(step, name, concurrently=False), *_swapped(step, name), *_named(step)]
        case "drop":
            return [_drop(step, name)]
        case "drop_concurrently":
            return [_drop(step, name, concurrently=True)]
        case "alter":
            return _altered(step, qualified(schema, name))
        case "rename" if step.moved_from:
            old = step.moved_from.name[0]
            back = attributes.Rename(f"INDEX {qualified(schema, name)}", name, old)
            return [attributes.Rename(f"INDEX {qualified(schema, old)}", old, name).undone_by(back)]
        case _:
            raise unknown(step)


def _replacement(step: SqlStep, name: str, *, concurrently: bool) -> list[MigrateOperation]:
    temporary = replacement(name)
    return [
        _create(step, temporary, step.after, concurrently=concurrently),
        *_statistics(step, temporary),
        *_comment(step, parent_of(step.address).name[0], temporary),
    ]


def _named(step: SqlStep) -> list[MigrateOperation]:
    """The partitions' copies get the names back that the old ones had."""
    return [
        NameClones(relation(table), {clone.of: clone.name for clone in held.clones})
        for table, held in step.context
        if isinstance(held, Table) and held.clones
    ]


def _swapped(step: SqlStep, name: str) -> list[MigrateOperation]:
    temporary = replacement(name)
    place = f"INDEX {qualified(parent_of(step.address).name[0], temporary)}"
    return [_drop(step, name), attributes.Rename(place, temporary, name), *marked(step)]


def _exchanged(step: SqlStep, name: str) -> list[MigrateOperation]:
    """Names only, which stops nobody; the old one goes afterwards."""
    schema = parent_of(step.address).name[0]
    away = attributes.Rename(f"INDEX {qualified(schema, name)}", name, replaced(name))
    back = attributes.Rename(f"INDEX {qualified(schema, replaced(name))}", replaced(name), name)
    new = attributes.Rename(f"INDEX {qualified(schema, replacement(name))}", replacement(name), name)
    gone = attributes.Rename(f"INDEX {qualified(schema, name)}", name, replacement(name))
    return [away.undone_by(back), new.undone_by(gone), *marked(step)]


def built_name(step: SqlStep) -> tuple[str, str] | None:
    """(schema, name) of the index that a step builds CONCURRENTLY: an interrupted run may have left it invalid."""
    address = step.address
    if step.operation in ("build_concurrently", "build_index_concurrently"):
        return parent_of(address).name[0], address.name[0]
    if step.operation in ("build_replacement_concurrently", "build_replacement_index_concurrently"):
        return parent_of(address).name[0], replacement(address.name[0])
    return None


def _leftover(step: SqlStep, name: str) -> list[MigrateOperation]:
    if isinstance(step.before, Index) and not step.before.valid:
        return [_drop(step, name, concurrently=True, if_exists=True)]
    return []


def _built(step: SqlStep, name: str, *, concurrently: bool = False) -> list[MigrateOperation]:
    index = value(step.after, Index)
    created = _create(step, name, index, concurrently=concurrently)
    return [created, *_statistics(step, name), *attributes.comment(step.address, index.comment)]


def _statistics(step: SqlStep, name: str) -> list[MigrateOperation]:
    """Of an index that is new."""
    place = qualified(parent_of(step.address).name[0], name)
    clauses = _targets((), value(step.after, Index).statistics)
    return [AlterIndexStorage(place, clauses).undone_by(attributes.Nothing())] if clauses else []


def _targets(before: tuple[tuple[int, int], ...], after: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    wanted = {**{number: -1 for number, _ in before}, **dict(after)}
    return tuple(
        f"ALTER COLUMN {number} SET STATISTICS {target}"
        for number, target in sorted(wanted.items())
        if dict(before).get(number, -1) != target
    )


def _comment(step: SqlStep, schema: str, name: str) -> list[MigrateOperation]:
    text = value(step.after, Index).comment
    return [attributes.CommentOn(f"INDEX {qualified(schema, name)}", text)] if isinstance(text, str) else []


def _create(step: SqlStep, name: str, held: object, *, concurrently: bool = False) -> ops.CreateIndexOp:
    index = value(held, Index)
    schema, table = parent_of(step.address).name
    options: dict[str, Any] = {} if index.method == "btree" else {"postgresql_using": index.method}
    if concurrently:
        options["postgresql_concurrently"] = True
    if index.nulls_not_distinct:
        options["postgresql_nulls_not_distinct"] = True
    if index.include:
        options["postgresql_include"] = list(index.include)
    if index.where is not None:
        options["postgresql_where"] = verbatim(index.where)
    if index.storage_parameters:
        options["postgresql_with"] = {name: storage_value(text) for name, text in index.storage_parameters}
    keys = [verbatim(key_sql(key)) for key in index.keys]
    return ops.CreateIndexOp(name, table, keys, schema=schema, unique=index.unique, **options)


def _alone(step: SqlStep, name: str) -> MigrateOperation:
    index, table = value(step.after, Index), relation(parent_of(step.address))
    parts = [f"USING {identifier(index.method)} ({', '.join(map(key_sql, index.keys))})"]
    parts += [f"INCLUDE ({identifiers(index.include)})"] if index.include else []
    parts += ["NULLS NOT DISTINCT"] if index.nulls_not_distinct else []
    parts += [f"WITH ({storage_list(index.storage_parameters)})"] if index.storage_parameters else []
    parts += [f"WHERE {index.where}"] if index.where is not None else []
    made = alone.CreateIndexAlone(name, table, " ".join(parts), unique=index.unique)
    return made.undone_by(_drop(step, name))


def _drop(
    step: SqlStep, name: str, *, concurrently: bool = False, if_exists: bool | None = None
) -> ops.DropIndexOp:
    schema, table = parent_of(step.address).name
    options = {"postgresql_concurrently": True} if concurrently else {}
    undo = _create(step, name, step.before) if isinstance(step.before, Index) else None
    return ops.DropIndexOp(name, table, schema=schema, if_exists=if_exists, _reverse=undo, **options)


def key_sql(key: IndexKey) -> str:
    """``lower(email) COLLATE "C" text_pattern_ops DESC NULLS LAST``."""
    parts = [key.expression if key.is_column else f"({key.expression})"]
    if key.collation is not None:
        parts.append(f"COLLATE {key.collation}")
    if key.opclass is not None:
        parameters = ", ".join(f"{name}={held}" for name, held in key.opclass_parameters)
        parts.append(f"{key.opclass} ({parameters})" if parameters else key.opclass)
    if key.descending:
        parts.append("DESC")
    if key.nulls_first is not None and key.nulls_first != key.descending:
        parts.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return " ".join(parts)


def _altered(step: SqlStep, index: str) -> list[MigrateOperation]:
    before, after = value(step.before, Index), value(step.after, Index)
    lowered: list[MigrateOperation] = []
    if "storage_parameters" in step.changed:
        lowered += storage_change(index, before.storage_parameters, after.storage_parameters)
    if "statistics" in step.changed:
        to, back = (
            _targets(before.statistics, after.statistics),
            _targets(after.statistics, before.statistics),
        )
        lowered.append(AlterIndexStorage(index, to).undone_by(AlterIndexStorage(index, back)))
    return lowered + attributes.altered(step)
