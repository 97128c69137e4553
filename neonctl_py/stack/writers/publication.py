"""Publications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.publication import Publication
from neonctl_py.model.values import UNSET
from neonctl_py.stack.sql_cursor import dotted_name
from neonctl_py.stack.writers.schema import database_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Publication, writing: Writing) -> None:
    """Under ``publications`` of its database."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "publications")
    if value.all_tables:
        document["all_tables"] = True
    if value.schemas:
        document["schemas"] = list(value.schemas)
    for table in value.tables:
        entry: dict[str, object] = {}
        if table.columns is not None:
            entry["columns"] = list(table.columns)
        if table.where is not None:
            entry["where"] = table.where
        document.setdefault("tables", {})[dotted_name(table.schema, table.name)] = entry
    if value.publish != Publication().publish:
        document["publish"] = list(value.publish)
    if value.via_partition_root:
        document["via_partition_root"] = True
    if value.generated_columns != "none":
        document["generated_columns"] = value.generated_columns
    if value.owner is not UNSET and value.owner != database_owner(address, writing):
        document["owner"] = value.owner
    if value.comment:
        document["comment"] = value.comment
