"""Extended statistics objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_KINDS: Final = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Statistics]]:
    """Every one in a schema that is looked into."""
    for _, schema, name, owner, comment, table, columns, kinds, target in rows:
        if schema in reading.schemas:
            yield (
                reading.database.child("statistics", reading.schemas[schema], name),
                Statistics(
                    table=table,
                    on=columns,
                    kinds=tuple(sorted(_KINDS[kind] for kind in kinds if kind in _KINDS)),
                    target=target,
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
