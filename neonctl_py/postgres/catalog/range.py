"""Range types; their multiranges come and go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Range]]:
    """Every one in a schema that is looked into."""
    for oid, schema, name, owner, comment, subtype, opclass, collation, canonical, difference, multi in rows:
        if schema in reading.schemas:
            address = reading.types[oid] = reading.database.child("range", reading.schemas[schema], name)
            yield (
                address,
                Range(
                    subtype=subtype,
                    opclass=opclass,
                    collation=collation,
                    canonical=canonical,
                    difference=difference,
                    multirange=multi,
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
