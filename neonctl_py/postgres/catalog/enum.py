"""Enum types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.enum import Enum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Enum]]:
    """Every enum in a schema that is looked into."""
    for oid, schema, name, owner, comment, labels in rows:
        if schema in reading.schemas:
            address = reading.database.child("enum", reading.schemas[schema], name)
            reading.enums[oid] = address
            yield address, Enum(labels=tuple(labels), owner=reading.role(owner), comment=comment)
