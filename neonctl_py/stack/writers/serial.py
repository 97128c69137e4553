"""Columns that ``serial`` says, with the sequence that comes with it. Never here: the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.column import Column
from neonctl_py.model.default_names import default_name
from neonctl_py.model.sequence import Sequence
from neonctl_py.stack.sql_tokens import quoted_name

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.writing import Writing

_WORDS: Final = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}


def serial_word(address: Address, value: Column, writing: Writing) -> str:
    """``serial`` where it says the column's type, its default and its whole sequence; else ""."""
    table = address.parent
    place = _sequence(address)
    if table is None or place is None or place in writing.containers or value.type not in _WORDS:
        return ""
    column, owner = address.name[0], getattr(writing.objects.get(table), "owner", None)
    expected = Sequence(
        type=value.type,
        owner=owner,  # type: ignore[arg-type]  # the table's
        owned_by=".".join(map(quoted_name, (*table.name, column))),
    )
    spelled = ".".join(map(quoted_name, place.name)).replace("'", "''")
    is_plain = value.default == f"nextval('{spelled}'::regclass)" and not value.nullable
    is_named = isinstance(value.not_null_name, str) or value.not_null_no_inherit
    fits = is_plain and not is_named and writing.objects.get(place) == expected
    return _WORDS[value.type] if fits else ""


def serials(writing: Writing) -> frozenset[Address]:
    """The sequences that columns say."""
    found = (
        _sequence(address)
        for address, value in writing.objects.items()
        if isinstance(value, Column) and value.default is not None and serial_word(address, value, writing)
    )
    return frozenset(place for place in found if place is not None)


def _sequence(address: Address) -> Address | None:
    """Where Postgres would put the sequence of a serial column."""
    table = address.parent
    if table is None or table.kind != "table" or table.parent is None:
        return None
    name = default_name(table.name[1], address.name[0], "seq", lambda _: False)
    return table.parent.child("sequence", table.name[0], name)
