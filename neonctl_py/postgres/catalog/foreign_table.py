"""Foreign tables themselves; their parents, columns and checks are read with those of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.foreign_table import ForeignTable
from neonctl_py.postgres.reading import options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, ForeignTable]]:
    """Every one in a schema that is looked into. Nothing of it is here, so whatever is done to it is small."""
    for oid, schema, name, owner, comment, server, written in rows:
        if schema in reading.schemas and oid not in reading.vanished:
            address = reading.database.child("foreign_table", reading.schemas[schema], name)
            reading.tables[oid] = address
            reading.sizes[address] = 0, 0
            yield (
                address,
                ForeignTable(
                    server=server,
                    options=options(written),
                    owner=reading.role(owner),
                    comment=comment,
                    **reading.lineage.get(oid, {}),
                ),
            )
