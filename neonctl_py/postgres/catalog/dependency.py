"""What uses what, as Postgres recorded it: not a kind, but a fact about all of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from neonctl_py.postgres.platform import LEFT_OUT_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Mapping[Address, tuple[Address, ...]]:
    """Object -> what it uses: whoever uses a part (a column of a view) uses its container, too. Objects of kinds that
    are not managed are among them.
    """

    @cache
    def places(*name: str | None) -> tuple[Address, ...]:
        kind, schema, bare, part_kind, part = name
        whole = reading.database.child(str(kind), *(() if schema is None else (schema,)), str(bare))
        return (whole,) if part_kind is None else (whole.child(part_kind, str(part)), whole)

    found: dict[Address, dict[Address, None]] = {}
    for row in rows:
        if row[1] not in LEFT_OUT_SCHEMAS:
            user, used = places(*row[:5]), places(*row[5:])
            found.setdefault(user[0], {}).update(dict.fromkeys(used))
    return {user: tuple(place for place in used if place != user) for user, used in found.items()}
