"""Event triggers of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.values import QualifiedName
from neonctl_py.postgres.catalog.trigger import ENABLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, EventTrigger]]:
    """All of them."""
    for name, event, owner, enabled, tags, schema, function, comment in rows:
        yield (
            reading.database.child("event_trigger", name),
            EventTrigger(
                event=event,
                tags=tuple(tags or ()),
                function=QualifiedName(schema, function),
                enabled=ENABLED[enabled],
                owner=reading.role(owner),
                comment=comment,
            ),
        )
