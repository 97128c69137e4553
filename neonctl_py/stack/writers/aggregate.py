"""Aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.function import bare_name
from neonctl_py.stack.writers.function import header_name
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Writing, part
from neonctl_py.stack.yaml_text import Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.aggregate import Aggregate
    from neonctl_py.stack.writing import Document

_NUMBERS: Final = frozenset({"sspace", "msspace"})
_FLAGS: Final = frozenset({"finalfunc_extra", "mfinalfunc_extra", "hypothetical"})


def write(address: Address, value: Aggregate, writing: Writing) -> None:
    """Under ``aggregates`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    name = header_name(bare_name(address.name[1]))
    document: Document = {option: _option(option, text) for option, text in value.options}
    part(container, "aggregates")[f"{name}({value.arguments})"] = document
    writing.documents[address] = document
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def _option(option: str, text: str) -> Any:
    if option in _FLAGS:
        return True
    return int(text) if option in _NUMBERS else Words(text)
