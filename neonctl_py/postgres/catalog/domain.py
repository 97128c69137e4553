"""Domains; their checks are constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.domain import Domain
from neonctl_py.model.values import UNSET
from neonctl_py.postgres.reading import NAMED_NOT_NULL_SINCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Domain]]:
    """Every domain in a schema that is looked into, or that was registered by oid before."""
    for oid, schema, name, owner, comment, type_name, not_null, default, collation, *strictness in rows:
        address = reading.domains.get(oid)
        if address is None:
            if schema not in reading.schemas:
                continue
            address = reading.domains[oid] = reading.database.child("domain", reading.schemas[schema], name)
        yield (
            address,
            Domain(
                type=type_name,
                nullable=not not_null,
                not_null_name=strictness[0] if reading.major >= NAMED_NOT_NULL_SINCE else UNSET,
                not_null_comment=strictness[1],
                default=default,
                collation=collation,
                owner=reading.role(owner),
                comment=comment,
            ),
        )
