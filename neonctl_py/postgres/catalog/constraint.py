"""Constraints of tables and of domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.errors import InternalError
from neonctl_py.model.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.values import QualifiedName
from neonctl_py.postgres.reading import numbers, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_ACTION: Final = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_MATCH: Final = {"s": "simple", "f": "full"}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Constraint]]:
    """Those of managed tables and domains."""
    for row in rows:
        table_oid, domain_oid, name = row[:3]
        owner = reading.tables.get(table_oid) if table_oid else reading.domains.get(domain_oid)
        if (
            owner is not None and row[15] not in reading.vanished
        ):  # a foreign key goes with what it references
            yield owner.child("constraint", name), _constraint(row, reading)


def _constraint(row: Row, reading: Reading) -> Constraint:
    kind, comment = row[3], row[-1]
    match kind:
        case "p" | "u":
            return _key(row, reading)
        case "c":
            enforced = row[21]
            return Check(
                expression=row[8],
                no_inherit=row[9] and bool(row[0]),
                enforced=enforced,
                validated=row[10] or not enforced,
                comment=comment,
            )
        case "f":
            return _foreign_key(row, reading)
        case "x":
            return Exclusion(definition=row[8], comment=comment, index_comment=row[25])
        case _:
            raise InternalError(f"constraint {row[2]!r} has the unexpected type {kind!r}")


def _key(row: Row, reading: Reading) -> PrimaryKey | Unique:
    relation, index_columns, key_columns = row[0], row[5], row[6]
    columns = reading.columns(relation, row[4])
    include = reading.columns(relation, numbers(index_columns)[key_columns:])
    deferrable, deferred, comment = row[11], row[12], row[-1]
    if row[3] == "p":
        return PrimaryKey(
            columns=columns,
            include=include,
            without_overlaps=row[22],
            deferrable=deferrable,
            initially_deferred=deferred,
            storage_parameters=settings(row[23]),
            comment=comment,
            valid=row[24],
            index_comment=row[25],
        )
    return Unique(
        columns=columns,
        include=include,
        without_overlaps=row[22],
        nulls_not_distinct=row[7],
        deferrable=deferrable,
        initially_deferred=deferred,
        storage_parameters=settings(row[23]),
        comment=comment,
        valid=row[24],
        index_comment=row[25],
    )


def _foreign_key(row: Row, reading: Reading) -> ForeignKey:
    validated, deferrable, deferred, schema, table, relation, columns, on_delete, on_update, some, match = (
        row[10:21]
    )
    return ForeignKey(
        columns=reading.columns(row[0], row[4]),
        references=QualifiedName(schema, table),
        referenced_columns=reading.columns(relation, columns),
        on_delete=_ACTION[on_delete],
        on_update=_ACTION[on_update],
        set_columns=reading.columns(row[0], some or ()),
        match=_MATCH[match],
        period=row[22],
        enforced=row[21],
        deferrable=deferrable,
        initially_deferred=deferred,
        validated=validated or not row[21],
        comment=row[-1],
    )
