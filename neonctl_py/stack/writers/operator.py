"""Operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.operator import Operator
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Operator, writing: Writing) -> None:
    """Under ``operators`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "operators")
    document["function"] = value.function
    for key in ("commutator", "negator", "restrict", "join"):
        if getattr(value, key) is not None:
            document[key] = getattr(value, key)
    for key in ("hashes", "merges"):
        if getattr(value, key):
            document[key] = True
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
