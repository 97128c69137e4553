"""Composite types: their attributes, each a type where that says everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.column import require_collation
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.composite import Attribute, Composite
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Composite, writing: Writing) -> None:
    """Under ``types`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    attributes = {item.name: _attribute(item, address, writing) for item in value.attributes}
    document = writing.begin(address, container, "types")
    document["composite"] = attributes
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def _attribute(attribute: Attribute, address: Address, writing: Writing) -> Any:
    kind = attribute.type
    if address.parent is not None:
        kind = short_type(kind, address.name[0], address.parent, writing)
    more = {"collation": require_collation(attribute.collation), "comment": attribute.comment}
    written = {key: text for key, text in more.items() if text}
    return Flow({"type": kind, **written}) if written else kind
