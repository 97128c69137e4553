"""Composite types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.composite import Attribute, Composite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Composite]]:
    """Every one in a schema that is looked into."""
    for oid, schema, name, owner, comment, attributes in rows:
        if schema in reading.schemas:
            address = reading.types[oid] = reading.database.child("composite", reading.schemas[schema], name)
            yield (
                address,
                Composite(
                    attributes=tuple(Attribute(*facts) for facts in attributes),
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
