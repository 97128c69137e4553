"""NOT NULL, which from PostgreSQL 18 on is a constraint with a name, a comment, NO INHERIT and NOT VALID.

Before that there is only SET and DROP NOT NULL, and what a name would say is left out. Never here: the staged way for large
tables (``column.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from alembic.operations import ops

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.constraint import AddConstraint, DropConstraint, ValidateConstraint
from neonctl_py.ddl.quoting import identifier
from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, NOT_NULL, Column
from neonctl_py.model.default_names import default_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.model.table import Heir


@dataclass
class InheritConstraint(CatalogOperation):
    """``no_inherit`` False gives it to the children, too."""

    verb: ClassVar[str] = "inherit_constraint"

    name: str
    on: str
    no_inherit: bool

    def statement(self) -> str:
        word = "NO INHERIT" if self.no_inherit else "INHERIT"
        return f"ALTER {self.on} ALTER CONSTRAINT {identifier(self.name)} {word}"


OPERATIONS = (InheritConstraint,)


def words(table: Address, name: str, column: Column, *, by_name: bool = False) -> str:
    """What the definition of a new column says besides a plain NOT NULL; "" where that is all. ``by_name``: the default name
    is written, too, because something that is there at that moment may hold it.
    """
    if column.nullable or not column.not_null_validated:
        return ""
    said = column.not_null_name
    named = isinstance(said, str) and (by_name or said != _default(table, name))
    inherit = " NO INHERIT" if column.not_null_no_inherit else ""
    return (
        f" CONSTRAINT {identifier(str(said))} NOT NULL{inherit}"
        if named
        else f" NOT NULL{inherit}" * bool(inherit)
    )


def details(table: Address, name: str, column: Column) -> list[MigrateOperation]:
    """What follows a new column's definition."""
    if column.nullable:
        return []
    lowered: list[MigrateOperation] = [] if column.not_null_validated else [_added(table, name, column)]
    return lowered + _comment(table, name, column, None)


def of_child(table: Address, before: Heir, after: Heir, session: Session) -> dict[str, MigrateOperation]:
    """By column of its parents, the NOT NULL that a table gets by a name of its own, or for its children, too. ALTER TABLE ONLY would
    choose the name, and leave the children out.
    """
    if session.server_version < NAMED_NOT_NULL_SINCE:
        return {}
    there = {item.column for item in before.not_nulls if item.own}
    return {
        item.column: _added(
            table,
            item.column,
            Column(
                nullable=False,
                not_null_name=item.name,
                not_null_validated=item.validated,
                not_null_no_inherit=item.no_inherit,
            ),
        )
        for item in after.not_nulls
        if item.own and item.column not in there
    }


@dataclass(frozen=True)
class NotNullChange:
    """Of one column. ``changed``: fields of Column. ``has_children``: tables inherit it."""

    table: Address
    name: str
    before: Column
    after: Column
    changed: Collection[str]
    has_children: bool = False


def altered(change: NotNullChange, session: Session) -> list[MigrateOperation]:
    """From one form to the other, as far as ``changed`` names it."""
    table, name, before, after = change.table, change.name, change.before, change.after
    if not NOT_NULL & set(change.changed):
        return []
    if session.server_version < NAMED_NOT_NULL_SINCE:
        return [_plain(table, name, before, after)] if "nullable" in change.changed else []
    if after.nullable and before.not_null_no_inherit:  # SET NOT NULL would be no way back
        drop = DropConstraint(_name(table, name, before), object_clause(table))
        return [drop.undone_by(_added(table, name, before))]
    if after.nullable:
        return [_plain(table, name, before, after)]
    if before.nullable or _is_made_anew(change):
        gone: list[MigrateOperation] = []
        if not before.nullable:
            drop = DropConstraint(_name(table, name, before), object_clause(table))
            gone = [drop.undone_by(_added(table, name, before))]
        # by its name where there are children: the default one may be that of a child's own
        made = [_added(table, name, after)] if change.has_children else _made(table, name, before, after)
        return [*gone, *made, *_comment(table, name, after, None)]
    return _in_place(change)


def _is_made_anew(change: NotNullChange) -> bool:
    """Postgres can't forget a validation, and children would keep what they inherited as their own."""
    before, after = change.before, change.after
    loses_children = after.not_null_no_inherit and not before.not_null_no_inherit and change.has_children
    return loses_children or (before.not_null_validated and not after.not_null_validated)


def _in_place(change: NotNullChange) -> list[MigrateOperation]:
    table, name, before, after = change.table, change.name, change.before, change.after
    old, new, on = _name(table, name, before), _name(table, name, after), object_clause(table)
    lowered: list[MigrateOperation] = []
    if "not_null_name" in change.changed and old != new:
        back = attributes.Rename(on, new, old, "CONSTRAINT")
        lowered.append(attributes.Rename(on, old, new, "CONSTRAINT").undone_by(back))
    if "not_null_validated" in change.changed:
        lowered.append(ValidateConstraint(new, on).undone_by(attributes.Nothing()))
    if "not_null_no_inherit" in change.changed:
        undo = InheritConstraint(new, on, before.not_null_no_inherit)
        lowered.append(InheritConstraint(new, on, after.not_null_no_inherit).undone_by(undo))
    if "not_null_comment" in change.changed:
        lowered += _comment(table, name, after, before)
    return lowered


def _made(table: Address, name: str, before: Column, after: Column) -> list[MigrateOperation]:
    plain = after.not_null_validated and not words(table, name, after)
    return [_plain(table, name, before, after)] if plain else [_added(table, name, after)]


def _added(table: Address, name: str, column: Column) -> AddConstraint:
    inherit = " NO INHERIT" if column.not_null_no_inherit else ""
    valid = "" if column.not_null_validated else " NOT VALID"
    definition = f"NOT NULL {identifier(name)}{inherit}{valid}"
    return AddConstraint(_name(table, name, column), object_clause(table), definition)


def _plain(table: Address, name: str, before: Column, after: Column) -> MigrateOperation:
    schema, table_name = table.name
    return ops.AlterColumnOp(
        table_name, name, schema=schema, modify_nullable=after.nullable, existing_nullable=before.nullable
    )


def _comment(table: Address, name: str, after: Column, before: Column | None) -> list[MigrateOperation]:
    place = table.child("constraint", _name(table, name, after))
    return attributes.comment(place, after.not_null_comment, before.not_null_comment if before else None)


def _name(table: Address, name: str, column: Column) -> str:
    said = column.not_null_name
    return said if isinstance(said, str) else _default(table, name)


def _default(table: Address, name: str) -> str:
    return default_name(table.name[-1], name, "not_null", lambda _: False)
