"""Aggregates: CREATE AGGREGATE's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.function import name_and_types
from neonctl_py.stack.documents.aggregate import AGGREGATE
from neonctl_py.stack.scalars import Flag, Number
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Inexpressible, part

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.aggregate import Aggregate
    from neonctl_py.stack.writing import Document, Writing


def write(address: Address, value: Aggregate, writing: Writing) -> None:
    """Under ``aggregates`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    name = name_and_types(address.name[1])[0]
    if "(" in name or name != name.strip():
        raise Inexpressible("its name can't be said in front of its arguments")
    document: Document = {option: _option(option, text) for option, text in value.options}
    part(container, "aggregates")[f"{name}({value.arguments})"] = document
    writing.documents[address] = document
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def _option(option: str, text: str) -> Any:
    shape = AGGREGATE.keys[option].shape
    if isinstance(shape, Flag):
        return text == "true"
    return int(text) if isinstance(shape, Number) else text
