"""Databases of the cluster, their owners and settings. What is in them is read one by one, each over its own connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.database import Database
from neonctl_py.postgres.platform import NEON_ROLES
from neonctl_py.postgres.reading import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Database]]:
    """All but the templates and Neon's own (``postgres`` there belongs to cloud_admin)."""
    if reading.roles_under is None:
        return
    for name, owner, config, limit, comment in rows:
        if reading.role(owner) not in NEON_ROLES:
            yield (
                reading.roles_under.child("database", name),
                Database(
                    owner=reading.role(owner),
                    settings=settings(config),
                    connection_limit=limit,
                    comment=comment,
                ),
            )
