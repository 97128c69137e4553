"""Foreign tables. Columns, checks, triggers and grants have files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writers.table import put_lineage, put_overrides

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.foreign_table import ForeignTable
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: ForeignTable, writing: Writing) -> None:
    """Under ``foreign_tables`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "foreign_tables")
    if value.comment:
        document["comment"] = value.comment
    put_owner(address, value.owner, writing)
    document["server"] = value.server
    if value.options:
        document["options"] = settings(value.options)
    put_lineage(address, value, document, writing)
    if value.partition_of is None:
        document["columns"] = {}
    put_overrides(value, document)
