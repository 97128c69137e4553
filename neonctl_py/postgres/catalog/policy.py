"""Row-level security policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_COMMAND: Final = {"*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Policy]]:
    """Those of managed tables."""
    for relation, name, permissive, command, roles, using, with_check, comment in rows:
        table = reading.tables.get(relation)
        if table is not None:
            yield (
                table.child("policy", name),
                Policy(
                    permissive=permissive,
                    command=_COMMAND[command],
                    roles=tuple(sorted(reading.role(role) for role in roles)),
                    using=using,
                    with_check=with_check,
                    comment=comment,
                ),
            )
