"""Text search dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.text_search_dictionary import TextSearchDictionary
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: TextSearchDictionary, writing: Writing) -> None:
    """Under ``text_search_dictionaries`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "text_search_dictionaries")
    document["template"] = value.template
    if value.options:
        document["options"] = dict(value.options)
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
