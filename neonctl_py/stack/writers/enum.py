"""Enum types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.enum import Enum
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Enum, writing: Writing) -> None:
    """Under ``types`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "types", small=not value.comment)
    document["enum"] = list(value.labels)
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
