"""Constraints of tables and domains: Alembic's operations where they say everything, ``add_constraint`` where they don't."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from alembic.operations import ops

from neonctl_py.ddl.names import object_clause, parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import alone, attributes
from neonctl_py.ddl.operations.marks import marked
from neonctl_py.ddl.quoting import identifier, identifiers, literal, qualified
from neonctl_py.ddl.storage import storage_change, storage_list, storage_value
from neonctl_py.ddl.verbatim import verbatim
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.helper_names import replacement
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


@dataclass
class AddConstraint(CatalogOperation):
    """``definition`` as Postgres prints it. ``on``: ``TABLE app.users`` or ``DOMAIN app.email``."""

    verb: ClassVar[str] = "add_constraint"

    name: str
    on: str
    definition: str

    def statement(self) -> str:
        return f"ALTER {self.on} ADD CONSTRAINT {identifier(self.name)} {self.definition}"

    def reverse(self) -> MigrateOperation:
        return DropConstraint(self.name, self.on).undone_by(self)


@dataclass
class DropConstraint(CatalogOperation):
    verb: ClassVar[str] = "drop_constraint_on"

    name: str
    on: str
    if_exists: bool = False

    def statement(self) -> str:
        condition = "IF EXISTS " if self.if_exists else ""
        return f"ALTER {self.on} DROP CONSTRAINT {condition}{identifier(self.name)}"


@dataclass
class ValidateConstraint(CatalogOperation):
    """Reads every row, under a lock that lets readers and writers go on."""

    verb: ClassVar[str] = "validate_constraint"

    name: str
    on: str

    def statement(self) -> str:
        return f"ALTER {self.on} VALIDATE CONSTRAINT {identifier(self.name)}"


@dataclass
class AlterConstraint(CatalogOperation):
    verb: ClassVar[str] = "alter_constraint"

    name: str
    on: str
    deferrable: bool
    initially_deferred: bool

    def statement(self) -> str:
        deferral = _deferral(self.deferrable, self.initially_deferred) or " NOT DEFERRABLE"
        return f"ALTER {self.on} ALTER CONSTRAINT {identifier(self.name)}{deferral}"


@dataclass
class EnforceConstraint(CatalogOperation):
    """From not enforced to enforced Postgres reads every row."""

    verb: ClassVar[str] = "enforce_constraint"

    name: str
    on: str
    enforced: bool

    def statement(self) -> str:
        word = "ENFORCED" if self.enforced else "NOT ENFORCED"
        return f"ALTER {self.on} ALTER CONSTRAINT {identifier(self.name)} {word}"


@dataclass
class AddKeyOverPart(CatalogOperation):
    """A partition's key over the index that it has as its part of ``whole``, an index of its parent; or over a new one, which
    becomes that part when the parent gets its index. ``key`` as ``AddConstraint`` has it, ``suffix`` what follows either form.
    """

    verb: ClassVar[str] = "add_key_over_part"

    name: str
    table: str
    key: str
    whole: str
    suffix: str = ""

    def statement(self) -> str:
        word = self.key.split(" (", 1)[0].removesuffix(" NULLS NOT DISTINCT")
        added = f"ALTER TABLE {self.table} ADD CONSTRAINT {identifier(self.name)}"
        return f"""DO $neonpy$
DECLARE
    part text;
BEGIN
    SELECT pg_catalog.quote_ident(own.relname) INTO part
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class own ON own.oid = i.indexrelid
     WHERE i.indrelid = {literal(self.table)}::pg_catalog.regclass AND own.relispartition
       AND pg_catalog.pg_partition_root(own.oid) = pg_catalog.to_regclass({literal(self.whole)})
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = own.oid AND c.contype IN ('p', 'u', 'x'));
    IF part IS NULL THEN
        {added} {self.key}{self.suffix};
    ELSE
        EXECUTE {literal(f"{added} {word} USING INDEX ")} || part || {literal(self.suffix)};
    END IF;
END
$neonpy$"""

    def reverse(self) -> MigrateOperation:
        return DropConstraint(self.name, f"TABLE {self.table}").undone_by(self)


OPERATIONS = (
    AddKeyOverPart,
    AddConstraint,
    DropConstraint,
    ValidateConstraint,
    AlterConstraint,
    EnforceConstraint,
)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Add | add_over_part | create_alone | add_not_valid | validate | build_index_concurrently + add_using_index | alter | drop(_former_part) | rename.

    Replaced without a gap: add_replacement_not_valid + validate_replacement + swap_replacement, or
    build_replacement_index_concurrently + swap_over_index, or replace.
    """
    name, parent = step.address.name[0], parent_of(step.address)
    on = object_clause(parent)
    match step.operation:
        case "add" | "add_not_valid":
            valid = step.operation == "add" and getattr(step.after, "validated", True)
            return [add(parent, name, step.after, valid=valid), *_commented(step), *marked(step)]
        case "validate":
            return [ValidateConstraint(name, on).undone_by(attributes.Nothing())]
        case "build_index_concurrently":
            return [_index(parent, name, step.after)]
        case "add_over_part":
            return [_over_part(step, name), *_commented(step)]
        case "create_alone":
            made = AddConstraint(name, f"TABLE ONLY {relation(parent)}", definition(step.after))
            return [made, *_commented(step), *alone.attached(step)]
        case "add_using_index":
            return [AddConstraint(name, on, _using_index(name, step.after)), *_commented(step), *marked(step)]
        case "add_replacement_not_valid":
            return [add(parent, replacement(name), step.after, valid=False)]
        case "validate_replacement":
            return [ValidateConstraint(replacement(name), on).undone_by(attributes.Nothing())]
        case "build_replacement_index_concurrently":
            return [_index(parent, replacement(name), step.after)]
        case "swap_replacement" | "swap_over_index" | "replace":
            return [_dropped(step, name), *_in_its_place(step, name, on), *_commented(step), *marked(step)]
        case "alter":
            return _altered(step, name, on)
        case "drop" | "drop_former_part":
            return [_dropped(step, name)]
        case "rename":
            return _renamed(step, name, on)
        case _:
            raise unknown(step)


def _dropped(step: SqlStep, name: str) -> MigrateOperation:
    parent = parent_of(step.address)
    undo = add(parent, name, step.before) if step.before is not None else None
    is_former = step.operation == "drop_former_part"  # its parent's may have taken it along
    return DropConstraint(name, object_clause(parent), if_exists=is_former).undone_by(undo)


def _in_its_place(step: SqlStep, name: str, on: str) -> list[MigrateOperation]:
    beside = replacement(name)
    match step.operation:
        case "swap_replacement":
            back = attributes.Rename(on, name, beside, "CONSTRAINT")
            return [attributes.Rename(on, beside, name, "CONSTRAINT").undone_by(back)]
        case "swap_over_index":
            return [AddConstraint(name, on, _using_index(beside, step.after))]
        case _:
            return [add(parent_of(step.address), name, step.after)]


def definition(constraint: object, *, valid: bool = True) -> str:
    """What follows ``CONSTRAINT name``."""
    suffix = "" if valid else " NOT VALID"
    if not getattr(constraint, "enforced", True):
        suffix = " NOT ENFORCED"
    match constraint:
        case PrimaryKey() | Unique():
            distinct = " NULLS NOT DISTINCT" if getattr(constraint, "nulls_not_distinct", False) else ""
            include = f" INCLUDE ({identifiers(constraint.include)})" if constraint.include else ""
            word = "PRIMARY KEY" if isinstance(constraint, PrimaryKey) else f"UNIQUE{distinct}"
            deferral = _deferral(constraint.deferrable, constraint.initially_deferred)
            overlaps = " WITHOUT OVERLAPS" if constraint.without_overlaps else ""
            held = constraint.storage_parameters
            options = f" WITH ({storage_list(held)})" if held else ""
            return f"{word} ({identifiers(constraint.columns)}{overlaps}){include}{options}{deferral}"
        case Check():
            inherit = " NO INHERIT" if constraint.no_inherit else ""
            return f"CHECK ({constraint.expression}){inherit}{suffix}"
        case Exclusion():
            return constraint.definition
        case _:
            return _foreign_key(value(constraint, ForeignKey)) + suffix


def add(parent: Address, name: str, constraint: object, *, valid: bool = True) -> MigrateOperation:
    """The operation that adds it to an existing table or domain."""
    on = object_clause(parent)
    if parent.kind == "domain" or _is_beyond_alembic(constraint) or _has_included(constraint):
        return AddConstraint(name, on, definition(constraint, valid=valid))
    schema, table = parent.name
    options: dict[str, Any] = {} if valid else {"postgresql_not_valid": True}
    match constraint:
        case PrimaryKey():
            keys = _key_options(constraint)
            return ops.CreatePrimaryKeyOp(name, table, list(constraint.columns), schema=schema, **keys)
        case Unique():
            keys = _key_options(constraint)
            return ops.CreateUniqueConstraintOp(name, table, list(constraint.columns), schema=schema, **keys)
        case Check():
            condition = verbatim(constraint.expression)
            return ops.CreateCheckConstraintOp(name, table, condition, schema=schema, **options)
        case _:
            return _alembic_foreign_key(name, schema, table, value(constraint, ForeignKey), options)


def _has_included(constraint: object) -> bool:
    """SQLAlchemy wants to know each included column as one of its table's."""
    return isinstance(constraint, PrimaryKey | Unique) and bool(constraint.include)


def is_inline(constraint: object) -> bool:
    """Does CREATE TABLE itself hold it?"""
    return isinstance(constraint, PrimaryKey | Unique | Check | ForeignKey) and not _is_beyond_alembic(
        constraint
    )


def inline_text(name: str, constraint: object) -> str | None:
    """It inside CREATE TABLE as Alembic writes it; None where that has to be asked."""
    match constraint:
        case PrimaryKey() | Unique() if not (constraint.without_overlaps or _key_options(constraint)):
            key = "PRIMARY KEY" if isinstance(constraint, PrimaryKey) else "UNIQUE"
            return f"CONSTRAINT {identifier(name)} {key} ({identifiers(constraint.columns)})"
        case Check() if not _is_beyond_alembic(constraint):
            return f"CONSTRAINT {identifier(name)} CHECK ({constraint.expression})"
        case ForeignKey() if not _is_beyond_alembic(constraint):
            return f"CONSTRAINT {identifier(name)} {_foreign_key(constraint, gap='')}"
        case _:
            return None


def inline(name: str, constraint: object) -> sa.Constraint | None:
    """It inside CREATE TABLE; None where SQLAlchemy can't say it."""
    if _is_beyond_alembic(constraint):
        return None
    match constraint:
        case PrimaryKey():
            return sa.PrimaryKeyConstraint(*constraint.columns, name=name, **_key_options(constraint))
        case Unique():
            return sa.UniqueConstraint(*constraint.columns, name=name, **_key_options(constraint))
        case Check():
            return sa.CheckConstraint(verbatim(constraint.expression), name=name)
        case ForeignKey():
            return _sqlalchemy_key(name, constraint)
        case _:
            return None


def _is_beyond_alembic(constraint: object) -> bool:
    match constraint:
        case PrimaryKey() | Unique():
            return constraint.without_overlaps or bool(constraint.storage_parameters)
        case Check():
            return constraint.no_inherit or not constraint.enforced
        case ForeignKey():
            names = (*constraint.references, *constraint.referenced_columns)
            # SQLAlchemy joins these with dots, and takes them apart by dots
            return constraint.period or not constraint.enforced or any("." in name for name in names)
        case _:
            return True


def _key_options(constraint: PrimaryKey | Unique) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if constraint.deferrable:
        options |= {"deferrable": True, "initially": "DEFERRED" if constraint.initially_deferred else None}
    if constraint.include:
        options["postgresql_include"] = list(constraint.include)
    if isinstance(constraint, Unique) and constraint.nulls_not_distinct:
        options["postgresql_nulls_not_distinct"] = True
    return options


def _sqlalchemy_key(name: str, key: ForeignKey) -> sa.ForeignKeyConstraint:
    schema, table = key.references.schema, key.references.name
    referred = [f"{schema}.{table}.{column}" for column in key.referenced_columns]
    return sa.ForeignKeyConstraint(key.columns, referred, name=name, **_said_of_key(key))


def _alembic_foreign_key(
    name: str, schema: str, table: str, key: ForeignKey, options: dict[str, Any]
) -> MigrateOperation:
    return ops.CreateForeignKeyOp(
        name,
        table,
        key.references.name,
        list(key.columns),
        list(key.referenced_columns),
        source_schema=schema,
        referent_schema=key.references.schema,
        **_said_of_key(key),
        **options,
    )


def _said_of_key(key: ForeignKey) -> dict[str, Any]:
    deferral: dict[str, Any] = {}
    if key.deferrable:
        deferral = {"deferrable": True, "initially": "DEFERRED" if key.initially_deferred else None}
    return {
        "onupdate": None if key.on_update == "no action" else key.on_update.upper(),
        "ondelete": _on_delete(key),
        "match": "FULL" if key.match == "full" else None,
        **deferral,
    }


def _on_delete(key: ForeignKey) -> str | None:
    if key.on_delete == "no action":
        return None
    columns = f" ({identifiers(key.set_columns)})" if key.set_columns else ""
    return f"{key.on_delete.upper()}{columns}"


def _foreign_key(key: ForeignKey, gap: str = " ") -> str:
    target = f"{identifier(key.references.schema)}.{identifier(key.references.name)}"
    columns = f" ({_key_columns(key, key.referenced_columns)})" if key.referenced_columns else ""
    parts = [f"FOREIGN KEY{gap}({_key_columns(key, key.columns)}) REFERENCES {target}{columns}"]
    parts += [" MATCH FULL"] if key.match == "full" else []
    parts += [f" ON DELETE {_on_delete(key)}"] if _on_delete(key) else []
    parts += [f" ON UPDATE {key.on_update.upper()}"] if key.on_update != "no action" else []
    return "".join(parts) + _deferral(key.deferrable, key.initially_deferred)


def _key_columns(key: ForeignKey, columns: tuple[str, ...]) -> str:
    if not key.period:
        return identifiers(columns)
    return ", ".join([*map(identifier, columns[:-1]), f"PERIOD {identifier(columns[-1])}"])


def _deferral(deferrable: bool, initially_deferred: bool) -> str:
    if not deferrable:
        return ""
    return " DEFERRABLE INITIALLY DEFERRED" if initially_deferred else " DEFERRABLE"


def _index(parent: Address, name: str, constraint: object) -> MigrateOperation:
    key = constraint if isinstance(constraint, PrimaryKey) else value(constraint, Unique)
    options = {option: held for option, held in _key_options(key).items() if option.startswith("postgresql_")}
    if key.storage_parameters:
        options["postgresql_with"] = {word: storage_value(text) for word, text in key.storage_parameters}
    schema, table = parent.name
    columns = [verbatim(identifier(column)) for column in key.columns]
    return ops.CreateIndexOp(
        name, table, columns, schema=schema, unique=True, postgresql_concurrently=True, **options
    )


def _using_index(name: str, constraint: object) -> str:
    key = constraint if isinstance(constraint, PrimaryKey) else value(constraint, Unique)
    word = "PRIMARY KEY" if isinstance(key, PrimaryKey) else "UNIQUE"
    return f"{word} USING INDEX {identifier(name)}{_deferral(key.deferrable, key.initially_deferred)}"


def _over_part(step: SqlStep, name: str) -> MigrateOperation:
    key = step.after if isinstance(step.after, PrimaryKey) else value(step.after, Unique)
    suffix = _deferral(key.deferrable, key.initially_deferred)
    text = definition(replace(key, deferrable=False, initially_deferred=False))
    whole = next(place for place, _ in step.context)
    schema = parent_of(whole).name[0]
    return AddKeyOverPart(
        name, relation(parent_of(step.address)), text, qualified(schema, whole.name[0]), suffix
    )


def _commented(step: SqlStep) -> list[MigrateOperation]:
    return comments(step.address, step.after)


def comments(address: Address, constraint: object) -> list[MigrateOperation]:
    """Of one that is new, and of its index."""
    own = attributes.comment(address, getattr(constraint, "comment", None))
    return own + _index_comment(address, getattr(constraint, "index_comment", None), None)


def _index_comment(
    address: Address, text: str | Unset | None, before: str | Unset | None
) -> list[MigrateOperation]:
    if isinstance(text, Unset) or text == before:
        return []
    on = f"INDEX {qualified(parent_of(address).name[0], address.name[0])}"
    back = attributes.CommentOn(on, None if isinstance(before, Unset) else before)
    return [attributes.CommentOn(on, text).undone_by(back)]


def _altered(step: SqlStep, name: str, on: str) -> list[MigrateOperation]:
    lowered: list[MigrateOperation] = []
    if {"deferrable", "initially_deferred"} & set(step.changed):
        before, after = value(step.before, ForeignKey), value(step.after, ForeignKey)
        undo = AlterConstraint(name, on, before.deferrable, before.initially_deferred)
        forward = AlterConstraint(name, on, after.deferrable, after.initially_deferred)
        lowered.append(forward.undone_by(undo))
    if "enforced" in step.changed:
        before, after = value(step.before, ForeignKey), value(step.after, ForeignKey)
        back = EnforceConstraint(name, on, before.enforced)
        lowered.append(EnforceConstraint(name, on, after.enforced).undone_by(back))
    if "storage_parameters" in step.changed:
        held, wanted = (getattr(side, "storage_parameters", ()) for side in (step.before, step.after))
        lowered += storage_change(qualified(parent_of(step.address).name[0], name), held, wanted)
    if "index_comment" in step.changed:
        was, wished = (getattr(side, "index_comment", None) for side in (step.before, step.after))
        lowered += _index_comment(step.address, wished, was)
    return lowered + attributes.altered(step)


def _renamed(step: SqlStep, name: str, on: str) -> list[MigrateOperation]:
    old = step.moved_from
    if old is None:
        raise unknown(step)
    back = attributes.Rename(on, name, old.name[0], "CONSTRAINT")
    return [attributes.Rename(on, old.name[0], name, "CONSTRAINT").undone_by(back)]
