"""Foreign servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.postgres.reading import options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, ForeignServer]]:
    """Every one that no extension made. From here on ``reading.servers`` says which oids are ours."""
    for oid, name, owner, comment, wrapper, kind, version, written in rows:
        address = reading.servers[oid] = reading.database.child("foreign_server", name)
        yield (
            address,
            ForeignServer(
                wrapper=wrapper,
                type=kind,
                version=version,
                options=options(written),
                owner=reading.role(owner),
                comment=comment,
            ),
        )
