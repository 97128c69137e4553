"""Foreign-data wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.postgres.reading import options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, ForeignDataWrapper]]:
    """Every one that no extension made."""
    for oid, name, owner, comment, handler, validator, written in rows:
        address = reading.wrappers[oid] = reading.database.child("foreign_data_wrapper", name)
        yield (
            address,
            ForeignDataWrapper(
                handler=handler,
                validator=validator,
                options=options(written),
                owner=reading.role(owner),
                comment=comment,
            ),
        )
