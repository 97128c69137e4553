"""Rewrite rules of tables and views: in Postgres' own words, but for the one that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.trigger import ENABLED

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.rule import Rule
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Rule, writing: Writing) -> None:
    """Under ``rules`` of its table or view."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "rules", small=not value.comment)
    document["on"] = value.event
    if value.definition == "DO INSTEAD NOTHING":
        document.update({"instead": True, "do": "nothing"})
    else:
        document["definition"] = value.definition
    if value.enabled in ENABLED:
        document["enabled"] = ENABLED[value.enabled]
    if value.comment:
        document["comment"] = value.comment
