"""Addresses as SQL: the qualified name of an object, and the words by which COMMENT, OWNER, GRANT call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import MAX_BYTES, identifier, qualified
from neonctl_py.errors import InternalError
from neonctl_py.model.fingerprint import fingerprint
from neonctl_py.model.function import bare_name, name_and_types

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

_QUALIFIED = {
    "table": "TABLE",
    "enum": "TYPE",
    "domain": "DOMAIN",
    "view": "VIEW",
    "materialized_view": "MATERIALIZED VIEW",
    "sequence": "SEQUENCE",
    "composite": "TYPE",
    "range": "TYPE",
    "collation": "COLLATION",
    "statistics": "STATISTICS",
    "function": "ROUTINE",
    "aggregate": "ROUTINE",
}
_GRANTED_AS = {"view": "TABLE", "materialized_view": "TABLE"}
_PLAIN = {
    "role": "ROLE",
    "database": "DATABASE",
    "schema": "SCHEMA",
    "extension": "EXTENSION",
    "event_trigger": "EVENT TRIGGER",
}
_SIGNED = frozenset({"function", "aggregate"})
"""Their last name part holds the types of their arguments, too."""


def parent_of(address: Address) -> Address:
    """The container that the kind always has."""
    if address.parent is None:
        raise InternalError(f"{address} has no container")
    return address.parent


def relation(address: Address) -> str:
    """``schema.name`` of a table, enum or domain; ``schema.name(type, type)`` of a function or aggregate."""
    schema, name = address.name
    if address.kind in _SIGNED:
        bare, types = name_and_types(name)
        return f"{qualified(schema, bare)}{types}"
    return qualified(schema, name)


def last_name(address: Address) -> str:
    """What RENAME calls it."""
    return bare_name(address.name[-1]) if address.kind in _SIGNED else address.name[-1]


def schema_of(address: Address) -> str | None:
    """The schema in which an address's expressions are read; None for what lives in no schema."""
    for container in (address, *address.ancestors()):
        if container.kind in _QUALIFIED:
            return container.name[0]
        if container.kind == "schema":
            return container.name[0]
    return None


def object_clause(address: Address) -> str:
    """``TABLE app.users``, ``COLUMN app.users.id``, ``POLICY own ON app.users``…"""
    kind = address.kind
    if kind in _QUALIFIED:
        return f"{_QUALIFIED[kind]} {relation(address)}"
    name = identifier(address.name[-1])
    if kind in _PLAIN:
        return f"{_PLAIN[kind]} {name}"
    parent = parent_of(address)
    if kind == "index":
        return f"INDEX {qualified(parent.name[0], address.name[-1])}"
    if kind == "column":
        return f"COLUMN {relation(parent)}.{name}"
    domain = "DOMAIN " if parent.kind == "domain" else ""
    return f"{kind.upper()} {name} ON {domain}{relation(parent)}"


def granted_clause(address: Address) -> str:
    """As GRANT calls it, which knows no views: ``TABLE app.recent_users``."""
    word = _GRANTED_AS.get(address.kind)
    return object_clause(address) if word is None else f"{word} {relation(address)}"


def helper_check(column: str) -> str:
    """The name of the check that SET NOT NULL leans on."""
    name = f"neonpy_{column}_not_null"
    return name if len(name.encode()) <= MAX_BYTES else f"neonpy_{_hash(column)}_not_null"


def replacement(name: str) -> str:
    """The name under which an index or type is built before it takes the place of ``name``."""
    return f"neonpy_new_{_hash(name)}"


def _hash(text: str) -> str:
    return fingerprint(text)[:8]
