"""Tables themselves. Columns, constraints, indexes, policies and grants have files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.values import UNSET
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Inexpressible, Writing

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.table import Table

_WORDS = ("default", "full", "nothing")


def write(address: Address, value: Table, writing: Writing) -> None:
    """Under ``tables`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "tables")
    _require_words(value)
    if value.comment:
        document["comment"] = value.comment
    put_owner(address, value.owner, writing)
    document["columns"] = {}
    security = row_level_security(value)
    if security != "off":
        document["row_level_security"] = security
    if value.storage_parameters:
        document["storage_parameters"] = settings(value.storage_parameters)
    if value.unlogged:
        document["unlogged"] = True
    if value.replica_identity != "default":
        document["replica_identity"] = value.replica_identity_index or value.replica_identity
    if value.access_method is not UNSET:
        document["access_method"] = value.access_method


def row_level_security(value: Table) -> str:
    """The stack's one word for Postgres' two flags."""
    if value.force_row_level_security and not value.row_level_security:
        raise Inexpressible("row-level security is forced but not enabled")
    if value.force_row_level_security:
        return "forced"
    return "enabled" if value.row_level_security else "off"


def _require_words(value: Table) -> None:
    if value.partition_by is not None or value.partition_of is not None:
        raise Inexpressible("it is partitioned")
    if value.inherits:
        raise Inexpressible("it inherits from another table")
    if value.replica_identity_index in _WORDS:
        raise Inexpressible(f"an index named {value.replica_identity_index} is its replica identity")
