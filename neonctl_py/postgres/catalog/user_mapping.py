"""User mappings. Their options leave this file as secrets only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.postgres.platform import is_platform_role
from neonctl_py.postgres.reading import options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, UserMapping]]:
    """Those of the servers that are read, for roles that a stack can declare."""
    for server, role, is_shown, written in rows:
        name, address = reading.role(role), reading.servers.get(server)
        if address is not None and not is_platform_role(name):
            secret = tuple((key, Secret(value)) for key, value in sorted(options(written)))
            yield address.child("user_mapping", name), UserMapping(options=secret if is_shown else UNSET)
