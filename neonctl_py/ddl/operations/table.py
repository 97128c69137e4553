"""Tables: one CREATE TABLE with columns and constraints, then what it has no place for; every attribute changed in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from alembic.operations import ops

from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes, bounds, column, constraint, heir, not_null
from neonctl_py.ddl.operations.partition_names import NameClones
from neonctl_py.ddl.operations.trigger import EnableTrigger
from neonctl_py.ddl.options import option_changes
from neonctl_py.ddl.quoting import Quoted, identifier, qualified
from neonctl_py.ddl.storage import (
    AlterIndexStorage,
    storage_change,
    storage_clauses,
    storage_list,
    storage_value,
)
from neonctl_py.ddl.table_elements import TableElements
from neonctl_py.ddl.verbatim import operand
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, Column
from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.table import WITH_HEIRS, Heir, Table
from neonctl_py.model.values import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alembic.operations import MigrateOperation
    from sqlalchemy.schema import SchemaItem

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.state import Object
    from neonctl_py.plan.steps import SqlStep


@dataclass
class AlterTable(CatalogOperation):
    """``action``: ``ENABLE ROW LEVEL SECURITY``, ``SET UNLOGGED``, ``SET (fillfactor = 70)``, ``REPLICA IDENTITY FULL``…"""

    verb: ClassVar[str] = "alter_table"

    table: str
    action: str

    def statement(self) -> str:
        return f"ALTER TABLE {self.table} {self.action}"


@dataclass
class CreatePartition(CatalogOperation):
    """``of`` the parent's qualified name, ``bounds`` its ``FOR VALUES …`` or ``DEFAULT``, ``columns`` what is said of some of them."""

    verb: ClassVar[str] = "create_partition"

    table: str
    of: str
    bounds: str
    suffix: str = ""
    unlogged: bool = False
    columns: str = ""

    def statement(self) -> str:
        start = f"CREATE {'UNLOGGED ' if self.unlogged else ''}TABLE {self.table}"
        return f"{start} PARTITION OF {self.of}{self.columns} {self.bounds}{self.suffix}"

    def reverse(self) -> MigrateOperation:
        return self._undo or super().reverse()


OPERATIONS = (AlterTable, CreatePartition, *heir.OPERATIONS, NameClones)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """create(parts) | alter(changed) | name_clones | rename_parts | drop | rename | leave(_concurrently) | join | add|validate|drop_bounds_check."""
    schema, name = step.address.name
    match step.operation:
        case "create":
            return _created(step, session)
        case "alter":
            return _altered(step, session)
        case "drop":
            return [ops.DropTableOp(name, schema=schema, _reverse=_again(step))]
        case "rename":
            return _renamed(step)
        case "name_clones":
            return _named_clones(step)
        case "rename_parts":
            return _renamed_parts(step)
        case "leave" | "join" | "leave_concurrently":
            return parents(step)
        case "add_bounds_check" | "validate_bounds_check" | "drop_bounds_check":
            return bounds.lower(step)
        case _:
            raise unknown(step)


def _named_clones(step: SqlStep) -> list[MigrateOperation]:
    originals = {address.name[-1]: held for address, held in step.context}
    clones = value(step.after, Table).clones
    lowered: list[MigrateOperation] = [
        NameClones(relation(step.address), {clone.of: clone.name for clone in clones})
    ]
    for clone in clones:
        if clone.storage_parameters is not None:
            inherited = getattr(originals.get(clone.of), "storage_parameters", ())
            clauses = storage_clauses(inherited, clone.storage_parameters)
            place = qualified(step.address.name[0], clone.name)
            lowered.append(AlterIndexStorage(place, clauses).undone_by(attributes.Nothing()))
    return lowered


def _renamed_parts(step: SqlStep) -> list[MigrateOperation]:
    originals = {address.name[-1]: held for address, held in step.context}
    there, wanted = (
        {clone.of: clone for clone in value(state, Table).clones} for state in (step.before, step.after)
    )
    schema, on = step.address.name[0], relation(step.address)
    lowered: list[MigrateOperation] = []
    if step.form == "in turn":
        back, forth = (
            NameClones(on, {of: clone.name for of, clone in clones.items()}) for clones in (there, wanted)
        )
        lowered.append(forth.undone_by(back))
    else:
        pairs = ((there[of].name, clone.name) for of, clone in wanted.items())
        lowered += [_renamed_index(schema, old, new) for old, new in pairs if old != new]
    for of, clone in wanted.items():
        before, after = (
            getattr(originals.get(of), "storage_parameters", ())
            if item.storage_parameters is None
            else item.storage_parameters
            for item in (there[of], clone)
        )
        lowered += storage_change(qualified(schema, clone.name), before, after)
    return lowered


def _renamed_index(schema: str, old: str, new: str) -> MigrateOperation:
    before, after = (f"INDEX {qualified(schema, name)}" for name in (old, new))
    return attributes.Rename(before, old, new).undone_by(attributes.Rename(after, new, old))


def _created(step: SqlStep, session: Session) -> list[MigrateOperation]:
    table, on = value(step.after, Table), relation(step.address)
    if table.partition_of is None and session.server_version < NAMED_NOT_NULL_SINCE:
        table = replace(table, not_nulls=())  # they have no names there, and need none to be the heir's own
    lowered: list[MigrateOperation] = [_create(step, table)]
    inside = _inline(step, table)
    if table.of_type is not None:
        lowered.append(_set(on, f"OF {table.of_type}"))
    for address, part in step.parts:
        if isinstance(part, Column):
            lowered += column.details(address, part)
        else:
            if address.name[0] not in inside:
                lowered.append(constraint.add(step.address, address.name[0], part))
            lowered += constraint.comments(address, part)
    if table.row_level_security:
        lowered.append(_set(on, "ENABLE ROW LEVEL SECURITY"))
    if table.force_row_level_security:
        lowered.append(_set(on, "FORCE ROW LEVEL SECURITY"))
    if table.replica_identity != "default" and _has_identity_index(step, table):
        lowered.append(_set(on, _replica_identity(table)))
    lowered += attributes.comment(step.address, table.comment)
    return lowered + attributes.owner(step.address, table.owner)


def _set(on: str, action: str) -> AlterTable:
    """On a table that is new: it goes with the table."""
    return AlterTable(on, action).undone_by(attributes.Nothing())


def _create(step: SqlStep, table: Table) -> MigrateOperation:
    schema, name = step.address.name
    if table.partition_of is not None:
        return _create_partition(step, table)
    if table.inherits and table.not_nulls:
        return _create_heir(step, table)
    options: dict[str, Any] = {}
    if table.unlogged:
        options["prefixes"] = ["UNLOGGED"]
    if table.partition_by is not None:
        options["postgresql_partition_by"] = table.partition_by
    if table.inherits:
        options["postgresql_inherits"] = tuple(map(Quoted, table.inherits))
    if isinstance(table.access_method, str):
        options["postgresql_using"] = table.access_method
    if table.storage_parameters:
        options["postgresql_with"] = {key: storage_value(text) for key, text in table.storage_parameters}
    elements = TableElements(lambda: _elements(step, table), _lines(step, table))
    return ops.CreateTableOp(name, elements, schema=schema, **options)


def _elements(step: SqlStep, table: Table) -> list[SchemaItem]:
    by_name = _by_name(step, table)
    columns = [
        column.definition(step.address, at.name[0], held, by_name=by_name)
        for at, held in step.parts
        if isinstance(held, Column)
    ]
    said = (constraint.inline(name, held) for name, held in _inline(step, table).items())
    return [*columns, *(item for item in said if item is not None)]


def _lines(step: SqlStep, table: Table) -> tuple[str, ...] | None:
    """The same as text, where no word of it is SQLAlchemy's own."""
    by_name = _by_name(step, table)
    lines = [
        column.definition_text(step.address, at.name[0], held, by_name=by_name)
        for at, held in step.parts
        if isinstance(held, Column)
    ]
    inner = sorted(_inline(step, table).items(), key=lambda item: not isinstance(item[1], PrimaryKey))
    lines += (constraint.inline_text(name, held) for name, held in inner)
    whole = tuple(line for line in lines if line is not None)
    return whole if len(whole) == len(lines) else None


def _by_name(step: SqlStep, table: Table) -> bool:
    """A partition that outlives a table that is made anew has the default names of the old one's NOT NULLs."""
    return table.partition_by is not None or step.form == "not null by name"


def _inline(step: SqlStep, table: Table) -> dict[str, Object]:
    """The constraints that CREATE TABLE itself holds: SQLAlchemy knows no inherited columns."""
    if table.partition_of or (table.inherits and table.not_nulls):
        return {}
    own = {at.name[0] for at, held in step.parts if isinstance(held, Column)}
    found: dict[str, Object] = {}
    keys: set[tuple[str, ...]] = set()
    for at, held in step.parts:
        columns = tuple(getattr(held, "columns", ()))
        if not set(columns) <= own or not constraint.is_inline(held) or isinstance(held, ForeignKey):
            continue
        if columns in keys:
            continue  # CREATE TABLE makes only one of two keys over the same columns: the other one is added afterwards
        found[at.name[0]] = held
        keys |= {columns} if columns else set()
    there = {frozenset(columns) for columns in keys}
    for at, held in step.parts:
        if isinstance(held, ForeignKey) and constraint.is_inline(held) and set(held.columns) <= own:
            is_own = tuple(held.references) == step.address.name
            if not is_own or frozenset(held.referenced_columns) in there:
                found[at.name[0]] = held
    return found


def _again(step: SqlStep) -> ops.CreateTableOp | None:
    """The reverse of a drop, where the step knows what the table held."""
    if not isinstance(step.before, Table) or not step.parts:
        return None
    created = _create(step, replace(step.before, not_nulls=()))
    return created if isinstance(created, ops.CreateTableOp) else None


def _create_heir(step: SqlStep, table: Table) -> heir.CreateHeir:
    schema, name = step.address.name
    elements = heir.elements(step, table)
    created = heir.CreateHeir(
        qualified(schema, name), elements, table.inherits, _options(table), unlogged=table.unlogged
    )
    return created.undone_by(ops.DropTableOp(name, schema=schema))


def _options(table: Table) -> str:
    options = f" USING {identifier(table.access_method)}" if isinstance(table.access_method, str) else ""
    return options + (f" WITH ({storage_list(table.storage_parameters)})" if table.storage_parameters else "")


def _create_partition(step: SqlStep, table: Table) -> CreatePartition:
    schema, name = step.address.name
    split = f" PARTITION BY {table.partition_by}" if table.partition_by else ""
    strict = ", ".join(
        f"{identifier(item.column)} CONSTRAINT {identifier(item.name)} NOT NULL" for item in table.not_nulls
    )
    created = CreatePartition(
        qualified(schema, name),
        table.partition_of or "",
        table.bounds or "DEFAULT",
        split + _options(table),
        unlogged=table.unlogged,
        columns=f" ({strict})" if strict else "",
    )
    return created.undone_by(ops.DropTableOp(name, schema=schema))


def _has_identity_index(step: SqlStep, table: Table) -> bool:
    """The index must exist already: a constraint's does, another's comes with its own step."""
    names = {address.name[0] for address, _ in step.parts if address.kind == "constraint"}
    return table.replica_identity != "index" or table.replica_identity_index in names


def _replica_identity(table: Table) -> str:
    if table.replica_identity == "index":
        return f"REPLICA IDENTITY USING INDEX {identifier(table.replica_identity_index or '')}"
    return f"REPLICA IDENTITY {table.replica_identity.upper()}"


def _altered(step: SqlStep, session: Session) -> list[MigrateOperation]:
    before, after = value(step.before, Table), value(step.after, Table)
    on = relation(step.address)
    forward, backward = _actions(before, after, step.changed), _actions(after, before, step.changed)
    if len(forward) != len(backward):
        lowered: list[MigrateOperation] = [AlterTable(on, action) for action in forward]
    else:
        pairs = zip(forward, backward, strict=True)
        lowered = [AlterTable(on, action).undone_by(AlterTable(on, back)) for action, back in pairs]
    return lowered + said_of_inherited(step, session) + attributes.altered(step)


def said_of_inherited(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """``overrides`` and ``trigger_states`` of a table or foreign table, as far as they changed."""
    before, after = value(step.before, Heir), value(step.after, Heir)
    lowered = _overridden(step, before, after, session) if "overrides" in step.changed else []
    if "trigger_states" in step.changed:
        on = relation(step.address)
        states = (EnableTrigger(name, on, state) for name, state in after.trigger_states)
        lowered += (operation.undone_by(attributes.Nothing()) for operation in states)
    return lowered


def _overridden(step: SqlStep, before: Heir, after: Heir, session: Session) -> list[MigrateOperation]:
    """What it says of inherited columns, of its own alone unless its children follow."""
    lowered: list[MigrateOperation] = []
    held = {item.column: item.options or () for item in before.overrides}
    table = step.address
    whom = relation(table) if step.form == WITH_HEIRS else f"ONLY {relation(table)}"
    strict = not_null.of_child(table, before, after, session)
    is_named = session.server_version >= NAMED_NOT_NULL_SINCE
    names = {strict_one.column: strict_one.name for strict_one in after.not_nulls} if is_named else {}
    for item in after.overrides:
        said = dict(item.said)
        comment, of_not_null = said.pop("comment", UNSET), said.pop("not_null_comment", UNSET)
        on = f"ALTER COLUMN {identifier(item.column)}"
        if item.column in strict and said.get("nullable") is False:
            lowered.append(strict[item.column])
            del said["nullable"]
        if (options := said.pop("options", None)) is not None:
            pair = (held.get(item.column, ()), options)
            forward, back = (option_changes(*states) for states in (pair, pair[::-1]))
            lowered += [_action(whom, f"{on} {forward}", f"{on} {back}")] if forward else []
        lowered += _said(whom, item.column, said)
        if not isinstance(comment, Unset):
            lowered += attributes.comment(table.child("column", item.column), comment or None, "")
        if not isinstance(of_not_null, Unset) and item.column in names:
            place = table.child("constraint", names[item.column])
            lowered += attributes.comment(place, of_not_null or None, "")
    for below, told in step.context:
        for item in value(told, Table).overrides:
            lowered += _said(f"ONLY {relation(below)}", item.column, item.said)
    return lowered


def _said(on: str, column: str, words: Mapping[str, Any]) -> Iterator[MigrateOperation]:
    for name, held in words.items():
        yield _set(on, f"ALTER COLUMN {identifier(column)} {_override(name, held)}")


def _override(name: str, held: Any) -> str:
    match name:
        case "default":
            return "DROP DEFAULT" if held is None else f"SET DEFAULT {operand(held)}"
        case "nullable":
            return "DROP NOT NULL" if held else "SET NOT NULL"
        case "statistics":
            return f"SET STATISTICS {held}"
        case "n_distinct" | "n_distinct_inherited":
            return f"RESET ({name})" if held is None else f"SET ({name} = {held})"
        case _:
            return f"SET {name.upper()} {held or 'DEFAULT'}"


def _actions(before: Table, after: Table, changed: tuple[str, ...]) -> list[str]:
    actions = []
    if "unlogged" in changed:
        actions.append("SET UNLOGGED" if after.unlogged else "SET LOGGED")
    if "access_method" in changed and not isinstance(after.access_method, Unset):
        method = "DEFAULT" if after.access_method is None else identifier(after.access_method)
        actions.append(f"SET ACCESS METHOD {method}")
    if "storage_parameters" in changed:
        actions += storage_clauses(before.storage_parameters, after.storage_parameters)
    if "of_type" in changed:
        actions.append(f"OF {after.of_type}" if after.of_type else "NOT OF")
    if "clustered_on" in changed:
        actions.append(
            f"CLUSTER ON {identifier(after.clustered_on)}" if after.clustered_on else "SET WITHOUT CLUSTER"
        )
    if {"replica_identity", "replica_identity_index"} & set(changed):
        actions.append(_replica_identity(after))
    if "row_level_security" in changed:
        actions.append(f"{'ENABLE' if after.row_level_security else 'DISABLE'} ROW LEVEL SECURITY")
    if "force_row_level_security" in changed:
        actions.append(f"{'' if after.force_row_level_security else 'NO '}FORCE ROW LEVEL SECURITY")
    return actions


def parents(step: SqlStep) -> list[MigrateOperation]:
    """DETACH and NO INHERIT, or ATTACH and INHERIT: only the catalog changes."""
    on, before, after = relation(step.address), value(step.before, Heir), value(step.after, Heir)
    again = step.form == "again"
    if step.operation != "join":
        gone = [parent for parent in before.inherits if again or parent not in after.inherits]
        lowered = [_action(on, f"NO INHERIT {parent}", f"INHERIT {parent}") for parent in gone]
        return [*lowered, *_detached(step, on, before, after, again=again)]
    new = [parent for parent in after.inherits if again or parent not in before.inherits]
    lowered = [_action(on, f"INHERIT {parent}", f"NO INHERIT {parent}") for parent in new]
    return [*lowered, *_attached(on, before, after, again=again), *bounds.no_longer_needed(step)]


def _action(on: str, forward: str, backward: str) -> MigrateOperation:
    return AlterTable(on, forward).undone_by(AlterTable(on, backward))


def _detached(step: SqlStep, on: str, before: Heir, after: Heir, *, again: bool) -> list[MigrateOperation]:
    same = (before.partition_of, before.bounds) == (after.partition_of, after.bounds)
    if before.partition_of is None or (same and not again):
        return []
    back = AlterTable(before.partition_of, f"ATTACH PARTITION {on} {before.bounds}")
    how = " CONCURRENTLY" if step.operation == "leave_concurrently" else ""
    return [AlterTable(before.partition_of, f"DETACH PARTITION {on}{how}").undone_by(back)]


def _attached(on: str, before: Heir, after: Heir, *, again: bool) -> list[MigrateOperation]:
    same = (before.partition_of, before.bounds) == (after.partition_of, after.bounds)
    if after.partition_of is None or (same and not again):
        return []
    back = AlterTable(after.partition_of, f"DETACH PARTITION {on}")
    return [AlterTable(after.partition_of, f"ATTACH PARTITION {on} {after.bounds}").undone_by(back)]


def _renamed(step: SqlStep) -> list[MigrateOperation]:
    """A new schema first, then a new name. (Alembic's rename_table has no reverse.)"""
    old, new = step.moved_from, step.address
    if old is None:
        raise unknown(step)
    lowered: list[MigrateOperation] = []
    if old.name[0] != new.name[0]:
        back = attributes.SetSchema(f"TABLE {qualified(new.name[0], old.name[1])}", old.name[0])
        lowered.append(attributes.SetSchema(f"TABLE {relation(old)}", new.name[0]).undone_by(back))
    if old.name[1] != new.name[1]:
        again = attributes.Rename(f"TABLE {relation(new)}", new.name[1], old.name[1])
        on = f"TABLE {qualified(new.name[0], old.name[1])}"
        lowered.append(attributes.Rename(on, old.name[1], new.name[1]).undone_by(again))
    return lowered
