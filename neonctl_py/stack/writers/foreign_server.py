"""Foreign servers; their user mappings are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.values import UNSET
from neonctl_py.stack.writers.schema import database_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.foreign_server import ForeignServer
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: ForeignServer, writing: Writing) -> None:
    """Under ``foreign_servers`` of its database."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "foreign_servers")
    document["wrapper"] = value.wrapper
    for key, text in (("type", value.type), ("version", value.version)):
        if text is not None:
            document[key] = text
    if value.options:
        document["options"] = dict(value.options)
    if value.owner is not UNSET and value.owner != database_owner(address, writing):
        document["owner"] = value.owner
    if value.comment:
        document["comment"] = value.comment
