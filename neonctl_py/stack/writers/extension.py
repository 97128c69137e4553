"""Extensions of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.extension import Extension


def write(address: Address, value: Extension, writing: Writing) -> None:
    """Under its database."""
    container = writing.document(address.parent)
    if container is not None:
        document = writing.begin(address, container, "extensions", small=True)
        put_written(document, (("schema", value.schema), ("version", value.version)))
        if isinstance(value.comment, str):
            document["comment"] = value.comment or None
