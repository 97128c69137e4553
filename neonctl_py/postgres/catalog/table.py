"""Tables themselves, and their estimated sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.model.table import Clone, NotNull, Table
from neonctl_py.model.unordered import Unordered
from neonctl_py.postgres.catalog.trigger import ENABLED
from neonctl_py.postgres.reading import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_IDENTITY: Final[dict[str, Literal["default", "full", "nothing", "index"]]] = {
    "d": "default",
    "f": "full",
    "n": "nothing",
    "i": "index",
}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Table]]:
    """Every table in a schema that is looked into. From here on ``reading.tables`` says which oids are ours."""
    for row in rows:
        oid, schema, name = row[:3]
        if row[_IS_FOREIGN]:
            reading.lineage[oid] = _lineage(row)
        elif oid in reading.tables:  # registered by oid before
            yield reading.tables[oid], _table(row, reading)
        elif schema in reading.schemas and oid not in reading.vanished:
            address = reading.database.child("table", reading.schemas[schema], name)
            reading.tables[oid] = address
            reading.sizes[address] = row[17], row[18]
            yield address, _table(row, reading)


_IS_FOREIGN: Final = 25


def _table(row: Row, reading: Reading) -> Table:
    (
        owner,
        unlogged,
        security,
        forced,
        options,
        toast,
        identity,
        identity_index,
        key,
    ) = row[3:12]
    return Table(
        owner=reading.role(owner),
        unlogged=unlogged,
        row_level_security=security,
        force_row_level_security=forced,
        storage_parameters=storage_parameters(options, toast),
        replica_identity=_IDENTITY[identity],
        replica_identity_index=identity_index,
        partition_by=key,
        access_method=row[15],
        comment=row[16],
        clustered_on=row[19],
        of_type=row[20],
        **_lineage(row),
    )


def _lineage(row: Row) -> dict[str, Any]:
    """The fields of ``Heir`` but its owner."""
    is_partition, bounds, parents = row[12:15]
    return {
        "partition_of": parents[0] if is_partition and parents else None,
        "bounds": bounds,
        "inherits": tuple(parents) if parents and not is_partition else (),
        "trigger_states": tuple((name, ENABLED[state]) for name, state in row[21] or ()),
        "clones": tuple(map(_clone, row[22] or ())),
        "valid_checks": tuple(row[23] or ()),
        "column_order": tuple(row[26] or ()),
        "not_nulls": tuple(
            NotNull(column, name, own == "true", no_inherit == "true", validated == "true")
            for column, name, own, no_inherit, validated in row[24] or ()
        ),
    }


def _clone(told: Sequence[str | None]) -> Clone:
    kind, name, of, parameters = told
    own = None if parameters is None else settings(parameters.splitlines())
    return Clone(str(kind), str(name), str(of), own)


def storage_parameters(
    table: Sequence[str] | None, toast: Sequence[str] | None
) -> tuple[tuple[str, str], ...]:
    """The TOAST table's are written on the table, with their prefix."""
    if not table and not toast:
        return ()
    return Unordered((*settings(table), *((f"toast.{name}", value) for name, value in settings(toast))))
