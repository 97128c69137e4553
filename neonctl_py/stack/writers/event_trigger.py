"""Event triggers of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.trigger import ENABLED, call_text
from neonctl_py.stack.yaml_text import Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.event_trigger import EventTrigger
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: EventTrigger, writing: Writing) -> None:
    """Under ``event_triggers`` of its database."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "event_triggers")
    document["on"] = value.event
    if value.tags:
        document["tags"] = list(value.tags)
    document["execute"] = Words(call_text(value.function, (), "public", address, writing))
    if value.enabled in ENABLED:
        document["enabled"] = ENABLED[value.enabled]
    if isinstance(value.owner, str):
        document["owner"] = value.owner
    if value.comment:
        document["comment"] = value.comment
