"""Operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.operator import Operator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Operator]]:
    """Every one in a schema that is looked into."""
    for row in rows:
        schema, name, owner, comment = row[1:5]
        if schema in reading.schemas:
            function, commutator, negator, restrict, join, hashes, merges = row[5:]
            yield (
                reading.database.child("operator", reading.schemas[schema], name),
                Operator(
                    function=function,
                    commutator=commutator,
                    negator=negator,
                    restrict=restrict,
                    join=join,
                    hashes=hashes,
                    merges=merges,
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
