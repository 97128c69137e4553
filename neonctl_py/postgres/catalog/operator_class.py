"""Operator classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.operator_class import OperatorClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, OperatorClass]]:
    """Every one in a schema that is looked into."""
    for schema, name, owner, comment, type_name, is_default, family, items in rows:
        if schema in reading.schemas:
            yield (
                reading.database.child("operator_class", reading.schemas[schema], name),
                OperatorClass(
                    type=type_name,
                    default=is_default,
                    family=family,
                    items=tuple(sorted(items)),
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
