"""Sequences of a schema, and the one that ``serial`` gives a column. An identity column's is a part of the column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from neonctl_py.model.default_names import default_name
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Number, Text
from neonctl_py.stack.shapes import Key, MapOf, Record
from neonctl_py.stack.sql_cursor import Cursor, DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

_LARGEST: Final = 2**63 - 1
_NUMBER: Final = Number(-_LARGEST - 1, _LARGEST)
SEQUENCE: Final = Record(
    "sequence",
    {
        "type": Key(
            Choice(("smallint", "integer", "bigint")), "`smallint`, `integer` or `bigint` (the default)."
        ),
        "start": Key(_NUMBER, "Its first number; not written: the least, or downwards the greatest."),
        "increment": Key(_NUMBER, "What is added each time; negative counts downwards."),
        "minvalue": Key(_NUMBER, "Its least number; not written: 1, or downwards the type's own."),
        "maxvalue": Key(_NUMBER, "Its greatest number; not written: the type's own, or downwards -1."),
        "cache": Key(Number(1, _LARGEST), "How many numbers a session takes at once."),
        "cycle": Key(Flag(), "It begins again when it has reached its end."),
        "unlogged": Key(Flag(), "UNLOGGED: it starts anew after a crash (PostgreSQL 15 on)."),
        "owned_by": Key(Text("`table.column`"), "The column that it goes away with.", nullable=True),
        "owner": OWNER,
        "comment": COMMENT,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a sequence",
    {"minimum": "Write `minvalue:`.", "maximum": "Write `maxvalue:`.", "min": "Write `minvalue:`."},
)


def _place(parent: Address | None, name: str) -> Address | None:
    return parent.parent.child("sequence", parent.name[-1], name) if parent and parent.parent else None


SEQUENCES: Final = MapOf(SEQUENCE, "sequences", _place, identifier)


def add_sequence(name: Word, doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one sequence with its grants."""
    build, address = scope.build, scope.address.child("sequence", schema, str(name))
    written_owner = scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner
    comment, column = doc.get("comment", None), doc.get("owned_by", None)
    value = _sequence(doc, written_owner, str(comment) if comment else None)
    if column is not None:
        value = _owned(value, column, address, scope)
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    if doc.has("grants"):
        add_grants(doc.get("grants"), address, written_owner, scope.server)
    else:
        build.open_parts.add((address, "grant"))


def _sequence(doc: Doc, owner: str | Unset, comment: str | None) -> Sequence:
    """What is written as Postgres' default is the same as what isn't written."""
    type_name = str(doc.get("type", "bigint"))
    width = {"smallint": 16, "integer": 32}.get(type_name, 64)
    largest = 2 ** (width - 1) - 1
    increment = doc.get("increment", 1)
    lowest, highest = (1, largest) if increment > 0 else (-largest - 1, -1)
    minimum, maximum = doc.get("minvalue", lowest), doc.get("maxvalue", highest)
    first = minimum if increment > 0 else maximum
    start = doc.get("start", first)
    return Sequence(
        type=type_name,
        start=None if start == first else start,
        increment=None if increment == 1 else increment,
        minimum=None if minimum == lowest else minimum,
        maximum=None if maximum == highest else maximum,
        cache=None if doc.get("cache", 1) == 1 else doc.get("cache"),
        cycle=doc.get("cycle", False),
        unlogged=doc.get("unlogged", False),
        owner=owner,
        comment=comment,
    )


def _owned(value: Sequence, column: Word, address: Address, scope: DatabaseScope) -> Sequence:
    """``table.column``: the table is in the sequence's schema, as Postgres demands."""
    try:
        cursor = Cursor(str(column))
        table = cursor.name("A table")
        cursor.demand(".")
        name = cursor.name("A column")
    except (DefinitionError, SqlTextError) as error:
        hint = "Write `table.column`; the table is in the sequence's own schema."
        scope.build.mistakes.add("NP123", column.span, str(error), hint, address=address)
        return value
    found = scope.table(address.name[0], table, address.name[0], column.span, address)
    if found is None:
        return value
    known = scope.tables[found].columns
    in_table = scope.column(name, known, found[1], column.span, address)
    return _owned_by(value, found[0], found[1], in_table)


def _owned_by(value: Sequence, schema: str, table: str, column: str) -> Sequence:
    return replace(value, owned_by=".".join(map(quoted_name, (schema, table, column))))


def add_serial(table: Address, column: str, type_name: str, span: Span, scope: DatabaseScope) -> str:
    """The sequence of a serial column, as CREATE TABLE makes it; gives the column's default."""
    schema, name = table.name
    owner = getattr(scope.build.objects.get(table), "owner", UNSET)

    def is_taken(text: str) -> bool:
        return (schema, text) in scope.relation_names

    chosen = default_name(name, column, "seq", is_taken)
    scope.relation_names.setdefault((schema, chosen), span)
    address = scope.address.child("sequence", schema, chosen)
    value = _owned_by(Sequence(type=type_name, owner=owner), schema, name, column)
    scope.build.put(address, value, span)
    scope.build.open_parts.add((address, "grant"))
    text = f"{quoted_name(schema)}.{quoted_name(chosen)}".replace("'", "''")
    return f"nextval('{text}'::regclass)"
