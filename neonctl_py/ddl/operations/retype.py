"""A change of a column's type in two halves: the column of the new type beside it, its indexes and keys, and the exchange of the names.

Never here: the filling, which is that of all columns (expand).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from alembic.operations import ops

from neonctl_py.ddl.casts import using
from neonctl_py.ddl.names import helper_check, object_clause, parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes, column, constraint, index
from neonctl_py.ddl.operations.constraint import AddConstraint, DropConstraint, ValidateConstraint
from neonctl_py.ddl.quoting import identifier, literal, qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.expansion import former_name, shadow_name, twin_name
from neonctl_py.model.index import Index
from neonctl_py.model.values import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.steps import SqlStep

LOWERED = frozenset(
    {"add_twin_check", "validate_twin_check", "build_twin", "add_twin", "validate_twin", "swap"}
)


@dataclass
class DropLeftover(CatalogOperation):
    """What an interrupted run has built half."""

    verb: ClassVar[str] = "drop_leftover_index"

    index: str

    def statement(self) -> str:
        return f"DROP INDEX CONCURRENTLY IF EXISTS {self.index}"


@dataclass
class TakeOverSequences(CatalogOperation):
    """Sequences that ``former`` owns belong to ``column`` from now on."""

    verb: ClassVar[str] = "take_over_sequences"

    table: str
    column: str
    former: str

    def statement(self) -> str:
        owner = literal(f"ALTER SEQUENCE %s OWNED BY {self.table}.{identifier(self.column)}")
        return f"""\
DO $neonpy$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT d.objid::pg_catalog.regclass AS name
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
          JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND d.refobjid = {literal(self.table)}::pg_catalog.regclass
           AND d.deptype = 'a' AND a.attname = {literal(self.former)}
    LOOP
        EXECUTE pg_catalog.format({owner}, one.name);
    END LOOP;
END $neonpy$"""


@dataclass
class PutCounterAside(CatalogOperation):
    """Keeps the next value of an identity, for the transaction."""

    verb: ClassVar[str] = "put_counter_aside"

    table: str
    column: str

    def statement(self) -> str:
        sequence = f"pg_catalog.pg_get_serial_sequence({literal(self.table)}, {literal(self.column)})"
        return f"SELECT pg_catalog.set_config('neonpy.next', pg_catalog.nextval({sequence})::text, true)"


@dataclass
class PutCounterBack(CatalogOperation):
    """Gives an identity the value that was put aside."""

    verb: ClassVar[str] = "put_counter_back"

    table: str
    column: str

    def statement(self) -> str:
        sequence = f"pg_catalog.pg_get_serial_sequence({literal(self.table)}, {literal(self.column)})"
        return (
            f"SELECT pg_catalog.setval({sequence}, pg_catalog.current_setting('neonpy.next')::bigint, false)"
        )


OPERATIONS = (DropLeftover, TakeOverSequences, PutCounterAside, PutCounterBack)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Of a column: add_twin_check | validate_twin_check | build_twin | add_twin | validate_twin | swap."""
    shadow, on = shadow_name(step.address.name[0]), object_clause(parent_of(step.address))
    match step.operation:
        case "add_twin_check":
            text = f"CHECK ({identifier(shadow)} IS NOT NULL) NOT VALID"
            return [AddConstraint(helper_check(shadow), on, text)]
        case "validate_twin_check":
            return [ValidateConstraint(helper_check(shadow), on).undone_by(attributes.Nothing())]
        case "build_twin" | "add_twin" | "validate_twin":
            return _twin(step, session)
        case "swap":
            return list(_swapped(step, session))
        case _:
            raise unknown(step)


def shadow_added(step: SqlStep) -> list[MigrateOperation]:
    """The column of the new type."""
    table, wanted = parent_of(step.address), value(step.after, Column)
    name = shadow_name(step.address.name[0])
    added = ops.AddColumnOp(table.name[1], column.definition(table, name, bare(wanted)), schema=table.name[0])
    return [added, *column.details(table.child("column", name), bare(wanted))]


def bare(wanted: Column) -> Column:
    """Without what it gets with its name."""
    return replace(wanted, nullable=True, default=None, identity=None, not_null_name=UNSET, backfill=UNSET)


def conversion(name: str, before: str, after: str) -> str:
    """The expression of the other type. ``name`` is quoted."""
    return using(name, before, after) or name


def shadow_body(step: SqlStep) -> str:
    """Of the trigger before the swap."""
    before, wanted = value(step.before, Column), value(step.after, Column)
    name = step.address.name[0]
    converted = conversion(f"new.{identifier(name)}", before.type, wanted.type)
    return f"""
begin
    new.{identifier(shadow_name(name))} := {converted};
    return new;
end
"""


def former_body(step: SqlStep) -> str:
    """Of the trigger after it: what the old type can't hold is null in the old column, which nobody asks for."""
    before, wanted = value(step.before, Column), value(step.after, Column)
    name = step.address.name[0]
    converted = conversion(f"new.{identifier(name)}", wanted.type, before.type)
    former = f"new.{identifier(former_name(name))}"
    return f"""
begin
    begin
        {former} := {converted};
    exception when data_exception then
        {former} := null;
    end;
    return new;
end
"""


def _parts(step: SqlStep) -> list[tuple[Address, Object]]:
    kinds = (Index, PrimaryKey, Unique, Check, ForeignKey)
    return [(place, held) for place, held in step.context if isinstance(held, kinds)]


def _twin(step: SqlStep, session: Session) -> list[MigrateOperation]:
    (place, held), *_ = _parts(step)
    part = replace(step, address=place, before=None, after=held, context=())
    if step.operation != "build_twin":
        word = "add_not_valid" if step.operation == "add_twin" else "validate"
        return constraint.lower(replace(part, operation=word), session)
    leftover = DropLeftover(qualified(parent_of(place).name[0], place.name[0])).undone_by(
        attributes.Nothing()
    )
    if isinstance(held, Index):
        return [leftover, *index.lower(replace(part, operation="build_concurrently"), session)]
    return [leftover, *constraint.lower(replace(part, operation="build_index_concurrently"), session)]


def _swapped(step: SqlStep, session: Session) -> Iterator[MigrateOperation]:
    table, name = parent_of(step.address), step.address.name[0]
    on, wanted, before = object_clause(table), value(step.after, Column), value(step.before, Column)
    parts = _parts(step)
    yield from (_gone(place, held) for place, held in sorted(parts, key=_foreign_first))
    yield from _let_go(relation(table), name, before)
    yield attributes.Rename(on, name, former_name(name), "COLUMN")
    yield attributes.Rename(on, shadow_name(name), name, "COLUMN")
    if not wanted.nullable:
        yield column.AlterColumn(relation(table), name, "SET NOT NULL")
        yield DropConstraint(helper_check(shadow_name(name)), on, if_exists=True)
    yield from _given(step, wanted, before, session)
    yield TakeOverSequences(relation(table), name, former_name(name))
    for place, held in parts:
        yield from _named(step, place, held, session)


def _foreign_first(part: tuple[Address, Object]) -> tuple[bool, str]:
    """Nobody may drop a key that a foreign key leans on."""
    return not isinstance(part[1], ForeignKey), str(part[0])


def _gone(place: Address, held: Object) -> MigrateOperation:
    table = parent_of(place)
    if isinstance(held, Index):
        return ops.DropIndexOp(place.name[0], table.name[1], schema=table.name[0])
    return DropConstraint(place.name[0], object_clause(table))


def _let_go(table: str, name: str, before: Column) -> Iterator[MigrateOperation]:
    if before.identity is not None:
        yield PutCounterAside(table, name)
        yield column.AlterColumn(table, name, "DROP IDENTITY")
    if before.default is not None:
        yield column.AlterColumn(table, name, "DROP DEFAULT")
    if not before.nullable:
        yield column.AlterColumn(table, name, "DROP NOT NULL")


def _given(step: SqlStep, wanted: Column, before: Column, session: Session) -> Iterator[MigrateOperation]:
    changed = tuple(field for field in ("default", "identity") if getattr(wanted, field) is not None)
    if not changed:
        return
    plain = replace(wanted, default=None, identity=None, backfill=UNSET)
    given = replace(
        step,
        operation="alter",
        before=plain,
        after=replace(wanted, backfill=UNSET),
        changed=changed,
        context=(),
    )
    yield from column.lower(given, session)
    if wanted.identity is not None and before.identity is not None:
        yield PutCounterBack(relation(parent_of(step.address)), step.address.name[0])


def _named(step: SqlStep, place: Address, held: Any, session: Session) -> Iterator[MigrateOperation]:
    table, name = parent_of(place), place.name[0]
    twin = twin_name(name, step.address.name[0])
    if isinstance(held, Check | ForeignKey):
        yield attributes.Rename(object_clause(table), twin, name, "CONSTRAINT")
        return
    yield attributes.Rename(f"INDEX {qualified(table.name[0], twin)}", twin, name)
    if not isinstance(held, Index):
        key = replace(step, operation="add_using_index", address=place, before=None, after=held, context=())
        yield from constraint.lower(key, session)
