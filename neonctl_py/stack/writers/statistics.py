"""Extended statistics of a schema's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.documents.statistics import ALL_KINDS
from neonctl_py.stack.sql_cursor import list_items
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writers.table import name_near
from neonctl_py.stack.yaml_text import Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.statistics import Statistics
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Statistics, writing: Writing) -> None:
    """Under ``statistics`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "statistics", small=not value.comment)
    document["table"] = name_near(value.table, address)
    document["on"] = [Words(item) for item in list_items(value.on)]
    if value.kinds and value.kinds != ALL_KINDS:
        document["kinds"] = list(value.kinds)
    if value.target is not None:
        document["target"] = value.target
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
