"""Operator families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.operator_family import OperatorFamily

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, OperatorFamily]]:
    """Every one in a schema that is looked into."""
    for schema, name, owner, comment, items in rows:
        if schema in reading.schemas:
            yield (
                reading.database.child("operator_family", reading.schemas[schema], name),
                OperatorFamily(items=tuple(sorted(items)), owner=reading.role(owner), comment=comment),
            )
