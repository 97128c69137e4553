"""Schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.schema import Schema
from neonctl_py.postgres.platform import LEFT_OUT_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Schema]]:
    """A schema that an extension made is no object, but a table that a user put there is."""
    for oid, name, owner, comment, is_extensions in rows:
        if name in LEFT_OUT_SCHEMAS:
            continue
        reading.schemas[oid] = name
        if not is_extensions:
            yield reading.database.child("schema", name), Schema(owner=reading.role(owner), comment=comment)
