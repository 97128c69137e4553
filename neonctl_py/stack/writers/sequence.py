"""Sequences of a schema, but not those that ``serial`` says. What a column owns says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.sql_cursor import Cursor
from neonctl_py.stack.sql_tokens import quoted_name
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writers.serial import serials
from neonctl_py.stack.writing import Inexpressible

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.sequence import Sequence
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Sequence, writing: Writing) -> None:
    """Under ``sequences`` of its schema."""
    container = writing.schema(address)
    if container is None or (value.owned_by is not None and address in _serials(writing)):
        return
    owned_by = _owned_by(address, value)
    document = writing.begin(address, container, "sequences", small=not value.comment)
    optional = {
        "type": value.type if value.type != "bigint" else None,
        "start": value.start,
        "increment": value.increment,
        "minvalue": value.minimum,
        "maxvalue": value.maximum,
        "cache": value.cache,
        "cycle": value.cycle or None,
        "unlogged": value.unlogged or None,
        "owned_by": owned_by,
    }
    document.update((key, item) for key, item in optional.items() if item is not None)
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def _serials(writing: Writing) -> frozenset[Address]:
    """Those that columns say; asked for each sequence, and the answer is kept."""
    kept: frozenset[Address] | None = writing.__dict__.get("_serials")
    if kept is None:
        kept = writing.__dict__["_serials"] = serials(writing)
    return kept


def _owned_by(address: Address, value: Sequence) -> str | None:
    """``table.column``: Postgres wants both in one schema."""
    if value.owned_by is None:
        return None
    cursor = Cursor(value.owned_by)
    schema = cursor.name("A schema")
    cursor.demand(".")
    table = cursor.name("A table")
    cursor.demand(".")
    if schema != address.name[0]:
        raise Inexpressible(f"a column of another schema owns it: {value.owned_by}")
    return f"{quoted_name(table)}.{quoted_name(cursor.name('A column'))}"
