"""Operator classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.operator_class import OperatorClass
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: OperatorClass, writing: Writing) -> None:
    """Under ``operator_classes`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "operator_classes")
    document["type"] = value.type
    if value.default:
        document["default"] = True
    document["family"] = value.family
    members = [item for item in value.items if not item.startswith("STORAGE ")]
    stored = [item.removeprefix("STORAGE ") for item in value.items if item.startswith("STORAGE ")]
    if members:
        document["members"] = members
    if stored:
        document["storage"] = stored[0]
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
