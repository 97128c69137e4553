"""Event triggers of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.stack.writers.trigger import ENABLED, call
from neonctl_py.stack.writing import put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.event_trigger import EventTrigger
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: EventTrigger, writing: Writing) -> None:
    """Under its database; who owns it is always said."""
    container = writing.document(address.parent)
    if container is None:
        return
    found: dict[str, Any] = {
        "on": value.event,
        "tags": list(value.tags) or None,
        "execute": call(value.function, (), "public"),
        "enabled": ENABLED[value.enabled],
        "comment": value.comment or None,
    }
    document = writing.begin(address, container, "event_triggers")
    document.update((key, item) for key, item in found.items() if item is not None)
    put_written(document, [("owner", value.owner)])
