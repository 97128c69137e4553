"""Columns: added, dropped, renamed, and every attribute changed in an order that Postgres accepts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

import sqlalchemy as sa
from alembic.operations import ops

from neonctl_py.ddl import sequence_options
from neonctl_py.ddl.casts import using
from neonctl_py.ddl.names import helper_check, object_clause, parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes, not_null
from neonctl_py.ddl.operations.constraint import AddConstraint, DropConstraint, ValidateConstraint
from neonctl_py.ddl.options import option_changes
from neonctl_py.ddl.quoting import identifier, literal, qualified
from neonctl_py.ddl.verbatim import VerbatimType, operand, verbatim
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.errors import InternalError
from neonctl_py.model.column import Column, Identity, own_storage
from neonctl_py.model.helper_names import replacement
from neonctl_py.model.values import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Collection

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

_SET_EXPRESSION_SINCE = 170_000
_STORAGE_DEFAULT_SINCE = 160_000


@dataclass
class AlterColumn(CatalogOperation):
    """What Alembic's alter_column can't say. ``action``: ``SET STORAGE external``, ``DROP EXPRESSION``, ``DROP IDENTITY``…"""

    verb: ClassVar[str] = "alter_column_action"

    table: str
    column: str
    action: str

    def statement(self) -> str:
        return f"ALTER TABLE {self.table} ALTER COLUMN {identifier(self.column)} {self.action}"


@dataclass
class BackfillColumn(CatalogOperation):
    """Gives rows without a value the value of ``expression``."""

    verb: ClassVar[str] = "backfill_column"

    table: str
    column: str
    expression: str

    def statement(self) -> str:
        column = identifier(self.column)
        return f"UPDATE {self.table} SET {column} = {operand(self.expression)} WHERE {column} IS NULL"


@dataclass
class ContinueIdentity(CatalogOperation):
    """An identity that comes to a column with rows goes on after the largest value instead of colliding with the first."""

    verb: ClassVar[str] = "continue_identity"

    table: str
    column: str
    largest: str = "max"

    def statement(self) -> str:
        column, names = identifier(self.column), f"{literal(self.table)}, {literal(self.column)}"
        extreme = f"{self.largest}({column})"
        chosen = f"SELECT setval(pg_get_serial_sequence({names}), {extreme})"
        return f"{chosen} FROM {self.table} HAVING {extreme} IS NOT NULL"


@dataclass
class DropInherited(CatalogOperation):
    """Drops a parent's column and leaves it, with its values, to the children."""

    verb: ClassVar[str] = "drop_column_of_parent"

    table: str
    column: str

    def statement(self) -> str:
        return f"ALTER TABLE ONLY {self.table} DROP COLUMN {identifier(self.column)}"


@dataclass
class CopyColumn(CatalogOperation):
    """Gives ``target`` the values of ``source`` and drops ``source``."""

    verb: ClassVar[str] = "move_column_values"

    table: str
    source: str
    target: str

    def statements(self) -> list[str]:
        source = identifier(self.source)
        return [
            f"UPDATE ONLY {self.table} SET {identifier(self.target)} = {source}",
            f"ALTER TABLE {self.table} DROP COLUMN {source}",
        ]


OPERATIONS = (DropInherited, CopyColumn, AlterColumn, BackfillColumn, ContinueIdentity)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Add | alter(changed) | drop | drop_defaults (its heirs') | rename | add_not_null_check | validate_not_null_check | set_not_null."""
    name, table = step.address.name[0], parent_of(step.address)
    on = object_clause(table)
    match step.operation:
        case "add":
            return _added(step, name, table, session)
        case "alter":
            return _altered(step, name, table, session)
        case "drop":
            return [_dropped(step, name, table)]
        case "drop_alone":
            return [DropInherited(relation(table), name)]
        case "drop_defaults":
            return [AlterColumn(relation(table), name, "DROP DEFAULT").undone_by(attributes.Nothing())]
        case "set_aside":
            back = attributes.Rename(on, replacement(name), name, "COLUMN")
            return [attributes.Rename(on, name, replacement(name), "COLUMN").undone_by(back)]
        case "take_back":
            return [CopyColumn(relation(table), replacement(name), name)]
        case "rename" if step.moved_from:
            old = step.moved_from.name[0]
            back = attributes.Rename(on, name, old, "COLUMN")
            return [attributes.Rename(on, old, name, "COLUMN").undone_by(back)]
        case "add_not_null_check":
            return [
                AddConstraint(helper_check(name), on, f"CHECK ({identifier(name)} IS NOT NULL) NOT VALID")
            ]
        case "validate_not_null_check":
            return [ValidateConstraint(helper_check(name), on).undone_by(attributes.Nothing())]
        case "set_not_null":
            helper = DropConstraint(helper_check(name), on, if_exists=True)
            again = AddConstraint(helper_check(name), on, f"CHECK ({identifier(name)} IS NOT NULL)")
            return [*_made_strict(step, name, table, session), helper.undone_by(again)]
        case _:
            raise unknown(step)


def _made_strict(step: SqlStep, name: str, table: Address, session: Session) -> list[MigrateOperation]:
    """At once under its name: to give it one later fails where a child's is called otherwise."""
    after = step.after
    if not isinstance(after, Column):
        return [_alembic(table, name, modify_nullable=False, existing_nullable=True)]
    before = replace(after, nullable=True, not_null_name=UNSET, not_null_comment=None)
    change = not_null.NotNullChange(
        table, name, before, after, ("nullable",), has_children=bool(step.context)
    )
    return not_null.altered(change, session)


def definition(table: Address, name: str, column: Column, *, by_name: bool = False) -> sa.Column[Any]:
    """The column inside CREATE TABLE or ADD COLUMN; what the grammar has no place for follows in ``details``. ``by_name``: see
    ``not_null.words``.
    """
    extra: list[Any] = []
    words = not_null.words(table, name, column, by_name=by_name)
    if column.identity is not None and column.identity.sequence:
        words = f"{words} GENERATED {identity_clause(table, column.identity)}"  # SQLAlchemy has no words for the name
    elif column.identity is not None:
        extra.append(_identity(column.identity))
    if column.generated is not None:
        extra.append(sa.Computed(verbatim(column.generated), persisted=column.stored))
    default = None if column.default is None else verbatim(operand(column.default))
    return sa.Column(
        name,
        VerbatimType(column.type, column.collation, words),
        *extra,
        server_default=default,
        nullable=column.nullable or not column.not_null_validated or column.not_null_no_inherit,
    )


def definition_text(table: Address, name: str, column: Column, *, by_name: bool = False) -> str | None:
    """The same as Alembic writes it, seven times as fast; None where that has to be asked."""
    identity = column.identity
    is_plain = identity is None or (identity == Identity(always=identity.always) and not identity.sequence)
    if column.generated is not None or not is_plain:
        return None
    collation = "" if column.collation is None else f" COLLATE {column.collation}"
    said = (
        f"{identifier(name)} {column.type}{collation}{not_null.words(table, name, column, by_name=by_name)}"
    )
    if column.default is not None:
        said += f" DEFAULT {operand(column.default)}"
    is_open = column.nullable or not column.not_null_validated or column.not_null_no_inherit
    if identity is None:
        return said if is_open else f"{said} NOT NULL"
    said += f" GENERATED {'ALWAYS' if identity.always else 'BY DEFAULT'} AS IDENTITY"
    return f"{said} NULL" if is_open else said


def whole_text(table: Address, name: str, column: Column) -> str:
    """The same, whatever it says."""
    said = definition_text(table, name, replace(column, generated=None, identity=None))
    if column.generated is not None:
        said = f"{said} GENERATED ALWAYS AS ({column.generated}) {'STORED' if column.stored else 'VIRTUAL'}"
    if column.identity is not None:
        said = f"{said} GENERATED {identity_clause(table, column.identity)}"
    return said or ""


def details(address: Address, column: Column, *, with_options: bool = True) -> list[MigrateOperation]:
    """Storage, compression, statistics, foreign options and comment of a new column."""
    table, name = relation(parent_of(address)), address.name[0]
    lowered: list[MigrateOperation] = []
    if column.storage is not None:
        lowered.append(_detail(table, name, f"SET STORAGE {column.storage.upper()}"))
    if column.compression is not None:
        lowered.append(_detail(table, name, f"SET COMPRESSION {column.compression}"))
    if column.statistics is not None:
        lowered.append(_detail(_only(parent_of(address)), name, f"SET STATISTICS {column.statistics}"))
    told = (measured(word, column) for word in MEASURED if getattr(column, word) is not None)
    lowered += [_detail(_only(parent_of(address)), name, action) for action in told]
    if column.options and with_options:
        lowered.append(_detail(table, name, option_changes((), column.options)))
    lowered += not_null.details(parent_of(address), name, column)
    return lowered + attributes.comment(address, column.comment)


def _detail(table: str, name: str, action: str) -> AlterColumn:
    """Of a new column: it goes with the column."""
    return AlterColumn(table, name, action).undone_by(attributes.Nothing())


def _identity(identity: Identity) -> sa.Identity:
    return sa.Identity(
        always=identity.always,
        start=identity.start,
        increment=identity.increment,
        minvalue=identity.minimum,
        maxvalue=identity.maximum,
        cycle=identity.cycle or None,
        cache=identity.cache,
    )


def _added(step: SqlStep, name: str, table: Address, session: Session) -> list[MigrateOperation]:
    column = value(step.after, Column)
    schema, table_name = table.name
    if isinstance(column.backfill, Unset):
        added = ops.AddColumnOp(table_name, definition(table, name, column), schema=schema)
        return [added, *details(step.address, column)]
    nullable = definition(table, name, replace(column, nullable=True))
    lowered: list[MigrateOperation] = [ops.AddColumnOp(table_name, nullable, schema=schema)]
    lowered.append(BackfillColumn(relation(table), name, column.backfill).undone_by(attributes.Nothing()))
    if not column.nullable:
        lowered.append(_alembic(table, name, modify_nullable=False, existing_nullable=True))
        plain = replace(column, not_null_name=UNSET, not_null_no_inherit=False)
        change = not_null.NotNullChange(table, name, plain, column, ("not_null_name", "not_null_no_inherit"))
        lowered += not_null.altered(change, session)
    return [*lowered, *details(step.address, column)]


def _dropped(step: SqlStep, name: str, table: Address) -> ops.DropColumnOp:
    schema, table_name = table.name
    before = step.before if isinstance(step.before, Column) else None
    if before is None:
        return ops.DropColumnOp(table_name, name, schema=schema)
    undo = ops.AddColumnOp(table_name, definition(table, name, before), schema=schema)
    return ops.DropColumnOp(table_name, name, schema=schema, _reverse=undo)


def _alembic(table: Address, name: str, **modified: Any) -> ops.AlterColumnOp:
    schema, table_name = table.name
    return ops.AlterColumnOp(table_name, name, schema=schema, **modified)


def _altered(step: SqlStep, name: str, table: Address, session: Session) -> list[MigrateOperation]:
    """What stands in the way goes first (identity, expression, default), then the type, then what leans on it."""
    before, after, changed = value(step.before, Column), value(step.after, Column), set(step.changed)
    lowered: list[MigrateOperation] = []
    if "generated" in changed or ("stored" in changed and after.generated is not None):
        lowered += _expression(step, table, before, after, session)
    if "identity" in changed and before.identity is not None and after.identity is None:
        dropped = AlterColumn(relation(table), name, "DROP IDENTITY")
        lowered.append(dropped.undone_by(_add_identity(table, name, before.identity)))
    lowered += _type_and_default(name, table, before, after, changed)
    lowered += _backfilled(name, table, after, changed)
    children = step.form == "with children"
    strictness = not_null.NotNullChange(table, name, before, after, changed, has_children=children)
    lowered += not_null.altered(strictness, session)  # it stands before the identity that demands it
    lowered += _identified(name, table, before, after, changed)
    lowered += _physical(step, table, before, after, session)
    return lowered + attributes.altered(step)


def _type_and_default(
    name: str, table: Address, before: Column, after: Column, changed: set[str]
) -> list[MigrateOperation]:
    lowered: list[MigrateOperation] = []
    retyped = bool({"type", "collation"} & changed)
    plain = before.generated is None and after.generated is None
    if before.default is not None and plain and (retyped or ("default" in changed and after.default is None)):
        # Postgres would cast the old default, and either fail or keep it in a spelling of its own
        gone = verbatim(operand(before.default))
        lowered.append(_alembic(table, name, modify_server_default=None, existing_server_default=gone))
    if retyped:
        forward, back = _retype(name, table, before, after), _retype(name, table, after, before)
        lowered.append(forward.undone_by(back))
    if after.default is not None and after.generated is None and (retyped or "default" in changed):
        lowered.append(
            _alembic(
                table,
                name,
                modify_server_default=verbatim(operand(after.default)),
                existing_server_default=None
                if retyped or before.default is None
                else verbatim(operand(before.default)),
            )
        )
    return lowered


def _retype(name: str, table: Address, before: Column, after: Column) -> AlterColumn:
    """Our own operation, not Alembic's: the way back may need another USING."""
    collation = "" if after.collation is None else f" COLLATE {after.collation}"
    is_here = table.kind == "table"  # the rows of a foreign table are not ours to convert
    cast = (
        None if before.type == after.type or not is_here else using(identifier(name), before.type, after.type)
    )
    return AlterColumn(
        relation(table), name, f"TYPE {after.type}{collation}{f' USING {cast}' if cast else ''}"
    )


def _backfilled(name: str, table: Address, after: Column, changed: set[str]) -> list[MigrateOperation]:
    if "nullable" not in changed or after.nullable or isinstance(after.backfill, Unset):
        return []
    filled = BackfillColumn(relation(table), name, after.backfill)
    return [filled.undone_by(attributes.Nothing())]


def _identified(
    name: str, table: Address, before: Column, after: Column, changed: set[str]
) -> list[MigrateOperation]:
    if "identity" not in changed or after.identity is None:
        return []
    if before.identity is not None:
        return _changed_identity(name, table, before, after)
    added = _add_identity(table, name, after.identity)
    gone = AlterColumn(relation(table), name, "DROP IDENTITY")
    largest = "min" if (after.identity.increment or 1) < 0 else "max"
    continued = ContinueIdentity(relation(table), name, largest)
    return [added.undone_by(gone), continued.undone_by(attributes.Nothing())]


def _expression(
    step: SqlStep, table: Address, before: Column, after: Column, session: Session
) -> list[MigrateOperation]:
    name = step.address.name[0]
    if after.generated is None:
        return [AlterColumn(relation(table), name, "DROP EXPRESSION")]
    if before.generated is None:
        raise InternalError(f"{step.address} can't become a generated column in place")
    if before.stored == after.stored and session.server_version >= _SET_EXPRESSION_SINCE:
        back = AlterColumn(relation(table), name, f"SET EXPRESSION AS ({before.generated})")
        return [AlterColumn(relation(table), name, f"SET EXPRESSION AS ({after.generated})").undone_by(back)]
    # the values are derived, so nothing is lost
    schema, table_name = table.name
    added = ops.AddColumnOp(table_name, definition(table, name, after), schema=schema)
    return [_dropped(step, name, table), added, *details(step.address, after)]


def _add_identity(table: Address, name: str, identity: Identity) -> AlterColumn:
    return AlterColumn(relation(table), name, f"ADD GENERATED {identity_clause(table, identity)}")


def identity_clause(table: Address, identity: Identity) -> str:
    """What follows GENERATED."""
    kind = "ALWAYS" if identity.always else "BY DEFAULT"
    named = [f"SEQUENCE NAME {qualified(table.name[0], identity.sequence)}"] if identity.sequence else []
    options = " ".join([*named, *sequence_options.clauses(identity)])
    return f"{kind} AS IDENTITY{f' ({options})' if options else ''}"


def _changed_identity(name: str, table: Address, before: Column, after: Column) -> list[MigrateOperation]:
    """All its options in one statement, after its position was brought inside narrower bounds."""
    old, new = before.identity, after.identity
    if old is None or new is None:
        return []
    # its type follows the column's: that has happened already
    types = (after.type, after.type)
    sequence = f"pg_get_serial_sequence({literal(relation(table))}, {literal(name)})::regclass"
    moved = sequence_options.moved_inside(sequence, old, new, *types)
    lowered = sequence_options.undone(moved, attributes.Nothing())
    forward, back = _identity_changes(old, new, after.type), _identity_changes(new, old, after.type)
    changed = AlterColumn(relation(table), name, forward)
    return [*lowered, changed.undone_by(AlterColumn(relation(table), name, back))]


def _identity_changes(before: Identity, after: Identity, type_name: str) -> str:
    parts = []
    if before.always != after.always:
        parts.append(f"SET GENERATED {'ALWAYS' if after.always else 'BY DEFAULT'}")
    changed = sequence_options.changed_clauses(before, after, type_name, type_name)
    parts += [clause if clause.startswith("RESTART") else f"SET {clause}" for clause in changed]
    return " ".join(parts)


def _physical(
    step: SqlStep, table: Address, before: Column, after: Column, session: Session
) -> list[MigrateOperation]:
    name, changed = step.address.name[0], step.changed
    actions = physical_actions(before, after, session, changed)
    if "options" in changed:
        pairs = ((before, after), (after, before))
        forth, back = (option_changes(old.options, new.options) for old, new in pairs)
        actions.append((forth, back))
    return [
        AlterColumn(on, name, forth).undone_by(AlterColumn(on, name, back))
        for forth, back in actions
        for on in [_only(table) if "STATISTICS" in forth or "n_distinct" in forth else relation(table)]
    ]


def physical_actions(
    before: Column, after: Column, session: Session, changed: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """How values are stored and counted: each action with what takes it back. ``changed``: only these fields."""
    names = ("storage", "compression", "statistics", "n_distinct", "n_distinct_inherited")
    return [
        (_physical_action(name, after, session), _physical_action(name, before, session))
        for name in names
        if (name in changed if changed is not None else getattr(before, name) != getattr(after, name))
    ]


def _physical_action(name: str, held: Column, session: Session) -> str:
    match name:
        case "storage":
            return f"SET STORAGE {_storage(held, session)}"
        case "compression":
            return f"SET COMPRESSION {held.compression or 'default'}"
        case "statistics":
            return f"SET STATISTICS {_statistics(held)}"
        case _:
            return measured(name, held)


MEASURED: Final = ("n_distinct", "n_distinct_inherited")


def measured(word: str, held: object) -> str:
    """What ANALYZE is told instead of looking. ``held``: who has a field of that name."""
    number = getattr(held, word)
    return f"RESET ({word})" if number is None else f"SET ({word} = {number})"


def _only(table: Address) -> str:
    """Without its children: what is new in them has statistics of its own."""
    return f"ONLY {relation(table)}" if table.kind == "table" else relation(table)


def _statistics(column: Column) -> int:
    return -1 if column.statistics is None else column.statistics


def _storage(column: Column, session: Session) -> str:
    if column.storage is not None:
        return column.storage.upper()
    if session.server_version >= _STORAGE_DEFAULT_SINCE:
        return "DEFAULT"
    return own_storage(column.type).upper()
