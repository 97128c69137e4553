"""Databases of the cluster, their owners and settings. What is in them is read one by one, each over its own connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.database import Database
from neonctl_py.postgres.platform import NEON_ROLES
from neonctl_py.postgres.reading import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


_FIRST: Final = "postgres"
"""The database that every server begins with."""


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Database]]:
    """All but the templates and Neon's own (``postgres`` there belongs to cloud_admin). On another server such a role is one of
    many, and the database that is being read counts whoever owns it.
    """
    if reading.roles_under is None:
        return
    is_neon = reading.roles_under.kind == "branch"
    for name, owner, config, limit, comment in rows:
        place = reading.roles_under.child("database", name)
        is_platforms = reading.role(owner) in NEON_ROLES and (is_neon or name == _FIRST)
        if place == reading.database or not is_platforms:
            yield (
                place,
                Database(
                    owner=reading.role(owner),
                    settings=settings(config),
                    connection_limit=limit,
                    comment=comment,
                ),
            )
