"""Schemas of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.database import Database
from neonctl_py.model.values import UNSET
from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.schema import Schema
    from neonctl_py.model.values import Unset


def write(address: Address, value: Schema, writing: Writing) -> None:
    """Its owner is the database's unless it is written; ``public`` has none that would be implied."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "schemas")
    inherited = UNSET if address.name[0] == "public" else database_owner(address, writing)
    put_written(document, [("owner", UNSET if value.owner == inherited else value.owner)])
    if value.comment:
        document["comment"] = value.comment
    elif value.comment == "" and address.name[0] == "public":
        document["comment"] = None


def database_owner(address: Address, writing: Writing) -> str | Unset:
    """Who owns the database that something is in, as far as the stack says."""
    database = address.container("database")
    value = writing.objects.get(database) if database is not None else None
    return value.owner if isinstance(value, Database) else UNSET


def owner_inside(address: Address, writing: Writing) -> str | Unset:
    """Who owns a new object of a schema (``view.S.N``): whoever is written on the schema, else the database's owner."""
    schema = writing.schema(address) or {}
    return schema.get("owner") or database_owner(address, writing)


def put_owner(address: Address, owner: str | Unset, writing: Writing) -> None:
    """Write the owner of an object of a schema where it is not the one that it would have anyway."""
    document = writing.document(address)
    if document is not None and owner is not UNSET and owner != owner_inside(address, writing):
        document["owner"] = owner
