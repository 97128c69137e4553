"""Addresses as SQL: the qualified name of an object, and the words by which COMMENT, OWNER, GRANT call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import identifier, qualified
from neonctl_py.errors import InternalError
from neonctl_py.model.function import bare_name, name_and_types
from neonctl_py.model.helper_names import not_null_check

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

_QUALIFIED = {
    "table": "TABLE",
    "enum": "TYPE",
    "domain": "DOMAIN",
    "view": "VIEW",
    "materialized_view": "MATERIALIZED VIEW",
    "foreign_table": "FOREIGN TABLE",
    "text_search_dictionary": "TEXT SEARCH DICTIONARY",
    "text_search_configuration": "TEXT SEARCH CONFIGURATION",
    "sequence": "SEQUENCE",
    "composite": "TYPE",
    "range": "TYPE",
    "collation": "COLLATION",
    "statistics": "STATISTICS",
    "function": "ROUTINE",
    "aggregate": "ROUTINE",
}
_PLAIN = {
    "role": "ROLE",
    "database": "DATABASE",
    "schema": "SCHEMA",
    "extension": "EXTENSION",
    "publication": "PUBLICATION",
    "subscription": "SUBSCRIPTION",
    "foreign_data_wrapper": "FOREIGN DATA WRAPPER",
    "foreign_server": "SERVER",
    "event_trigger": "EVENT TRIGGER",
}
_OF_METHOD = {"operator_class": "OPERATOR CLASS", "operator_family": "OPERATOR FAMILY"}
_GRANTED = {
    "view": "TABLE",
    "materialized_view": "TABLE",
    "foreign_table": "TABLE",
    "foreign_server": "FOREIGN SERVER",
}
"""What GRANT calls differently."""
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
    if address.kind in _OF_METHOD:
        return name_in_method(address.name[-1])[0]
    return bare_name(address.name[-1]) if address.kind in _SIGNED else address.name[-1]


def schema_of(address: Address) -> str | None:
    """The schema in which an address's expressions are read; None for what lives in no schema."""
    for container in (address, *address.ancestors()):
        if container.kind == "publication":
            return "public"
        if container.kind in _QUALIFIED or container.kind in _OF_METHOD or container.kind == "operator":
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
    if kind in _OF_METHOD:
        bare, method = name_in_method(address.name[-1])
        return f"{_OF_METHOD[kind]} {qualified(address.name[0], bare)} USING {identifier(method)}"
    if kind == "operator":
        left, right = operand_types(address)
        return (
            f"OPERATOR {identifier(address.name[0])}.{operator_symbol(address)} ({left or 'NONE'}, {right})"
        )
    if kind == "cast":
        return f"CAST ({address.name[0]})"
    parent = parent_of(address)
    if kind == "index":
        return f"INDEX {qualified(parent.name[0], address.name[-1])}"
    if kind == "column":
        return f"COLUMN {relation(parent)}.{name}"
    domain = "DOMAIN " if parent.kind == "domain" else ""
    return f"{kind.upper()} {name} ON {domain}{relation(parent)}"


def grant_clause(address: Address) -> str:
    """As ``object_clause``, in the words of GRANT and REVOKE."""
    word = _GRANTED.get(address.kind)
    if word is None:
        return object_clause(address)
    return f"{word} {relation(address) if len(address.name) > 1 else identifier(address.name[0])}"


def name_in_method(text: str) -> tuple[str, str]:
    """``money_ops using btree`` of an operator class or family: its name and its access method."""
    name, _, method = text.rpartition(" using ")
    return name, method


def operator_symbol(address: Address) -> str:
    """``===`` of ``===(text, text)``."""
    return address.name[-1].partition("(")[0]


def operand_types(address: Address) -> tuple[str, str]:
    """The left type ("" for a prefix operator) and the right one."""
    left, right = split_types(address.name[-1].partition("(")[2].removesuffix(")"))
    return "" if left == "NONE" else left, right


def split_types(text: str) -> tuple[str, str]:
    """``numeric(4,2), text`` at the comma that stands in no brackets and no quotes."""
    depth, quoted_part = 0, False
    for position, character in enumerate(text):
        quoted_part ^= character == '"'
        depth += 0 if quoted_part else (character == "(") - (character == ")")
        if character == "," and depth == 0 and not quoted_part:
            return text[:position].strip(), text[position + 1 :].strip()
    return "", text.strip()


def helper_check(column: str) -> str:
    """The name of the check that SET NOT NULL leans on."""
    return not_null_check(column)
