"""Roles of the cluster: names for every other reader, and objects where roles are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.role import Role
from neonctl_py.postgres.platform import is_platform_role
from neonctl_py.postgres.reading import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Role]]:
    """Every role that is neither Postgres' nor Neon's own."""
    for row in rows:
        oid, name = row[:2]
        reading.roles[oid] = name
        if reading.roles_under is not None and not is_platform_role(name):
            yield reading.roles_under.child("role", name), _role(row)


def _role(row: Row) -> Role:
    (
        login,
        superuser,
        createdb,
        createrole,
        inherit,
        replication,
        bypassrls,
        limit,
        until,
        config,
        comment,
        neon,
    ) = row[2:]
    return Role(
        managed_by="neon" if neon else "sql",
        login=login,
        superuser=superuser,
        createdb=createdb,
        createrole=createrole,
        inherit=inherit,
        replication=replication,
        bypassrls=bypassrls,
        connection_limit=limit,
        valid_until=until,
        settings=settings(config),
        comment=comment,
        password_rotate_every=None,
    )
