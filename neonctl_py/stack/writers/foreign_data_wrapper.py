"""Foreign-data wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper


def write(address: Address, value: ForeignDataWrapper, writing: Writing) -> None:
    """Under ``foreign_data_wrappers`` of its database."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "foreign_data_wrappers")
    for key, function in (("handler", value.handler), ("validator", value.validator)):
        if function is not None:
            document[key] = function
    if value.options:
        document["options"] = dict(value.options)
    put_written(document, [("owner", value.owner)])
    if value.comment:
        document["comment"] = value.comment
