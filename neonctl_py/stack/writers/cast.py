"""Casts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.cast import Cast
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Cast, writing: Writing) -> None:
    """Under ``casts`` of its database."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "casts")
    if value.function is not None:
        document["function"] = value.function
    else:
        document["method"] = value.method
    if value.context != "explicit":
        document["context"] = value.context
    if value.comment:
        document["comment"] = value.comment
