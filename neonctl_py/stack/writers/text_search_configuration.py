"""Text search configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.text_search_configuration import TextSearchConfiguration
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: TextSearchConfiguration, writing: Writing) -> None:
    """Under ``text_search_configurations`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "text_search_configurations")
    if value.parser != '"default"':
        document["parser"] = value.parser
    if value.mappings:
        document["mappings"] = {token: list(dictionaries) for token, dictionaries in value.mappings}
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
