"""Operator families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.operator_family import OperatorFamily
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: OperatorFamily, writing: Writing) -> None:
    """Under ``operator_families`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "operator_families")
    if value.items:
        document["members"] = list(value.items)
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
