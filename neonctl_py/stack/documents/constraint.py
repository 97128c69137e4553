"""Constraints of a table: the shapes of their documents. ``documents/table_constraints`` turns them into objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.documents.column import read_facts
from neonctl_py.stack.documents.lifecycle import COMMENT, NAME, NAMES, RENAMED_FROM, SETTINGS
from neonctl_py.stack.foreign_key_text import ACTIONS, MATCHES, References, read_foreign_key, read_target
from neonctl_py.stack.names import identifier
from neonctl_py.stack.nodes import Mapping, Node, Scalar
from neonctl_py.stack.scalars import Choice, Flag, Sql, Text
from neonctl_py.stack.shapes import (
    INVALID,
    Definitions,
    Doc,
    Either,
    Invalid,
    Key,
    ListOf,
    MapOf,
    Record,
    wrong_shape,
)

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes


def _place(parent: Address | None, name: str) -> Address | None:
    return parent.child("constraint", name) if parent else None


_OVERLAPS: Final = Key(Flag(), "The last column is a range, and no two of them overlap (PostgreSQL 18 on).")
_VALID: Final = Key(
    Flag(),
    "`false`: not every partition has a part of it (ON ONLY); those that have one say so by `index_names`.",
)
_INDEX_COMMENT: Final = Key(
    Text("text", empty=True), "A comment on its index, beside its own.", nullable=True
)
_WITH: Final = Key(SETTINGS, "Storage parameters of its index (`fillfactor`).")
_DEFERRAL: Final = {
    "deferrable": Key(Flag(), "It may be checked at the end of the transaction."),
    "initially_deferred": Key(Flag(), "It is checked at the end of the transaction unless told otherwise."),
}
PRIMARY_KEY: Final = Record(
    "primary_key",
    {
        "name": Key(NAME, "Its name; Postgres' own default when not written."),
        "columns": Key(NAMES, "Its columns, in order.", required=True),
        "include": Key(NAMES, "Columns that its index carries along."),
        "without_overlaps": _OVERLAPS,
        **_DEFERRAL,
        "with": _WITH,
        "valid": _VALID,
        "comment": COMMENT,
        "index_comment": _INDEX_COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a primary key",
)
PRIMARY_KEY_FORMS: Final = Either(sequence=NAMES, mapping=PRIMARY_KEY)
UNIQUE: Final = Record(
    "unique",
    {
        "columns": Key(NAMES, "Its columns, in order.", required=True),
        "include": Key(NAMES, "Columns that its index carries along."),
        "without_overlaps": _OVERLAPS,
        "nulls_not_distinct": Key(Flag(), "Two nulls count as equal (PostgreSQL 15 on)."),
        **_DEFERRAL,
        "with": _WITH,
        "valid": _VALID,
        "comment": COMMENT,
        "index_comment": _INDEX_COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a unique constraint",
)
_UNIQUE_FORMS: Final = Either(sequence=NAMES, mapping=UNIQUE)
UNIQUES: Final = Either(
    sequence=ListOf(_UNIQUE_FORMS, "lists of columns, as `[[a, b]]`"),
    mapping=MapOf(_UNIQUE_FORMS, "constraints", _place, identifier),
)
EXCLUSIONS: Final = MapOf(
    Either(
        scalar=Sql("an exclusion, as `using gist (room with =, period with &&)`"),
        mapping=Record(
            "exclusion",
            {
                "definition": Key(Sql(), "What follows EXCLUDE: `using gist (room with =)`.", required=True),
                "comment": COMMENT,
                "index_comment": _INDEX_COMMENT,
                "renamed_from": RENAMED_FROM,
            },
            "an exclusion constraint",
        ),
    ),
    "constraints",
    _place,
    identifier,
)


@dataclass(slots=True)
class WrittenForeignKey:
    """Either form after reading."""

    columns: tuple[str, ...]
    references: References
    span: Span
    doc: Doc | None = None


class _ShortForeignKey:
    """``(a, b) references t (x, y) on delete cascade``."""

    expected = "a foreign key, as `(buyer_id) references buyers (id) on delete cascade`"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> WrittenForeignKey | Invalid:
        if not isinstance(node, Scalar) or node.value is None:
            return wrong_shape(self.expected, node, address, mistakes)
        read = read_facts(lambda: read_foreign_key(node.text), node, address, mistakes)
        return INVALID if read is None else WrittenForeignKey(read[0], read[1], node.span)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": "string"}


LONG_FOREIGN_KEY: Final = Record(
    "foreign_key",
    {
        "columns": Key(NAMES, "The referring columns, in order.", required=True),
        "references": Key(
            Text("a table with its columns, as `buyers (id)`"),
            "What they refer to, as `buyers (id)`.",
            required=True,
        ),
        "on_delete": Key(Choice(ACTIONS), "What happens to referring rows when the row goes."),
        "on_update": Key(Choice(ACTIONS), "What happens to referring rows when the key changes."),
        "set_columns": Key(NAMES, "The columns that ON DELETE SET … sets (PostgreSQL 15 on)."),
        "match": Key(Choice(MATCHES), "`full`: all columns null, or none."),
        "period": Key(Flag(), "The last column on either side is a range of time (PostgreSQL 18 on)."),
        **_DEFERRAL,
        "validated": Key(Flag(), "`false`: NOT VALID, existing rows aren't looked at."),
        "enforced": Key(Flag(), "`false`: NOT ENFORCED, no row is ever looked at (PostgreSQL 18 on)."),
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a foreign key",
)


_SAID: Final = (
    "on_delete",
    "on_update",
    "match",
    "period",
    "deferrable",
    "initially_deferred",
    "validated",
    "enforced",
)


class _LongForeignKey:
    """A mapping with a foreign key's facts."""

    expected = LONG_FOREIGN_KEY.expected
    record = LONG_FOREIGN_KEY

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> WrittenForeignKey | Invalid:
        doc = LONG_FOREIGN_KEY.read(node, address, mistakes)
        target = node.node("references") if isinstance(node, Mapping) else None
        if isinstance(doc, Invalid) or not isinstance(target, Scalar) or not doc.has("columns"):
            return INVALID
        found = read_facts(lambda: read_target(target.text), target, address, mistakes)
        if found is None:
            return INVALID
        for key in _SAID:
            if doc.has(key):
                setattr(found, key, str(doc.get(key)) if isinstance(doc.get(key), str) else doc.get(key))
        found.set_columns = tuple(map(str, doc.get("set_columns", ())))
        found.deferrable = found.deferrable or found.initially_deferred
        return WrittenForeignKey(tuple(map(str, doc.get("columns"))), found, node.span, doc)

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return LONG_FOREIGN_KEY.schema(definitions)


_FOREIGN_KEY_FORMS: Final = Either(scalar=_ShortForeignKey(), mapping=_LongForeignKey())
FOREIGN_KEYS: Final = Either(
    sequence=ListOf(_FOREIGN_KEY_FORMS, "foreign keys"),
    mapping=MapOf(_FOREIGN_KEY_FORMS, "constraints", _place, identifier),
)
