"""Indexes of a table: a list of keys, or a mapping with more about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.default_names import default_name, joined_columns
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.stack.column_text import collation_name
from neonctl_py.stack.documents.column import read_facts
from neonctl_py.stack.documents.lifecycle import COMMENT, NAMES, RENAMED_FROM, SETTINGS, settings_of
from neonctl_py.stack.documents.table_parts import items
from neonctl_py.stack.index_key_text import IndexKeyText, expression_key, expression_label, read_index_key
from neonctl_py.stack.names import identifier
from neonctl_py.stack.nodes import Node, Scalar
from neonctl_py.stack.scalars import Choice, Flag, Number, Sql, Text
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
from neonctl_py.stack.sql_tokens import quoted_name

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import DatabaseScope


@dataclass(slots=True)
class WrittenKey:
    """Either form of an index's key after reading."""

    text: IndexKeyText
    span: Span


class _ShortKey:
    """``created_at desc nulls last``."""

    expected = "a column or an expression, as `lower(email)` or `created_at desc`"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> WrittenKey | Invalid:
        if not isinstance(node, Scalar) or node.value is None:
            return wrong_shape(self.expected, node, address, mistakes)
        key = read_facts(lambda: read_index_key(node.text), node, address, mistakes)
        return INVALID if key is None else WrittenKey(key, node.span)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": "string"}


LONG_KEY: Final = Record(
    "index_key",
    {
        "column": Key(Text("a column's name", identifier), "The column; or else `expr`."),
        "expr": Key(Sql(), "The expression; or else `column`."),
        "opclass": Key(Text("an operator class"), "Its operator class, when not the type's default."),
        "opclass_parameters": Key(SETTINGS, "Parameters of the operator class."),
        "collation": Key(Text("a collation"), "Its collation, when not the column's."),
        "order": Key(Choice(("asc", "desc")), "The direction."),
        "nulls": Key(Choice(("first", "last")), "Where nulls stand."),
    },
    "a key of an index",
)


class _LongKey:
    """A mapping with a key's facts."""

    expected = LONG_KEY.expected
    record = LONG_KEY

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> WrittenKey | Invalid:
        doc = LONG_KEY.read(node, address, mistakes)
        if isinstance(doc, Invalid):
            return INVALID
        if doc.has("column") == doc.has("expr"):
            mistakes.add(
                "NP116",
                node.span,
                "A key has either `column` or `expr`.",
                "Write one of them.",
                address=address or "",
            )
            return INVALID
        descending = doc.get("order", "asc") == "desc"
        first = doc.get("nulls", "") == "first" if doc.has("nulls") else descending
        text = IndexKeyText(
            column=str(doc.get("column", "")),
            quoted=True,
            expression=expression_key(doc.get("expr")) if doc.has("expr") else "",
            opclass=str(doc.get("opclass")) if doc.has("opclass") else None,
            opclass_parameters=settings_of(doc.get("opclass_parameters", {})),
            collation=collation_name(str(doc.get("collation"))) if doc.has("collation") else None,
            descending=descending,
            nulls_first=first if first != descending else None,
        )
        return WrittenKey(text, node.span)

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return LONG_KEY.schema(definitions)


KEYS: Final = ListOf(Either(scalar=_ShortKey(), mapping=_LongKey()), "columns or expressions", 1)
INDEX: Final = Record(
    "index",
    {
        "on": Key(KEYS, "Its keys, in order: columns or expressions.", required=True),
        "unique": Key(Flag(), "No two rows may have equal keys."),
        "nulls_not_distinct": Key(Flag(), "Two nulls count as equal (PostgreSQL 15 on)."),
        "using": Key(
            Text("an access method"),
            "The access method: btree (the default), hash, gin, gist, brin, hnsw and others.",
        ),
        "where": Key(Sql(), "Only rows for which this holds are in it."),
        "include": Key(NAMES, "Columns that it carries along."),
        "with": Key(SETTINGS, "Storage parameters, by name."),
        "valid": Key(
            Flag(),
            "`false`: it may be one that a failed CREATE INDEX left, or (ON ONLY) that not all partitions have.",
        ),
        "statistics": Key(
            MapOf(Number(0, 10000), "targets"),
            "Statistics targets of expressions, by the number of the key: `{1: 1000}`.",
        ),
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "an index",
    {"columns": "Write `on: [column]`.", "method": "Write `using: gin`.", "keys": "Write `on: [column]`."},
)
_FORMS: Final = Either(sequence=KEYS, mapping=INDEX)


def _place(parent: Address | None, name: str) -> Address | None:
    return parent.child("index", name) if parent else None


INDEXES: Final = Either(
    sequence=ListOf(_FORMS, "indexes, each a list of columns"),
    mapping=MapOf(_FORMS, "indexes", _place, identifier),
)


def keys_of(written: Any) -> list[WrittenKey]:
    """The keys of either form."""
    return list(written.get("on", [])) if isinstance(written, Doc) else list(written)


def add_indexes(written: Any, parent: Address, columns: tuple[str, ...] | None, scope: DatabaseScope) -> None:
    """Put all of a table's or materialized view's; those with names first, because the others get what is left."""
    for name, value in sorted(items(written), key=lambda item: item[0] is None):
        keys = keys_of(value)
        if not keys:
            continue
        span = name.span if name else keys[0].span
        found = str(name) if name else _default_name(keys, parent, scope)
        address = parent.child("index", found)
        scope.take_relation(parent.name[0], found, span, address)
        add_index(value, address, columns, span, scope)


def _default_name(keys: list[WrittenKey], parent: Address, scope: DatabaseScope) -> str:
    """``table_a_expr_idx``, as CREATE INDEX without a name would call it."""
    parts: list[str] = []
    for key in keys:
        part = key.text.column or expression_label(key.text.expression)
        number, label = 0, part
        while label in parts:
            number += 1
            label = f"{part}{number}"
        parts.append(label)

    def is_taken(name: str) -> bool:
        return (parent.name[0], name) in scope.relation_names

    return default_name(parent.name[1], joined_columns(parts), "idx", is_taken)


def add_index(
    written: Any, address: Address, columns: tuple[str, ...] | None, span: Span, scope: DatabaseScope
) -> None:
    """Put one index; ``columns`` are its table's."""
    doc = written if isinstance(written, Doc) else None
    keys = [_key(key, columns, address, scope) for key in keys_of(written)]
    include = doc.get("include", ()) if doc else ()
    comment, where = (doc.get(key, None) if doc else None for key in ("comment", "where"))
    table = address.parent.name[-1] if address.parent else ""
    value = Index(
        keys=tuple(keys),
        method=str(doc.get("using", "btree")).lower() if doc else "btree",
        unique=doc.get("unique", False) if doc else False,
        nulls_not_distinct=doc.get("nulls_not_distinct", False) if doc else False,
        include=tuple(scope.column(name, columns, table, name.span, address) for name in include),
        where=str(where) if where else None,
        storage_parameters=settings_of(doc.get("with", {})) if doc else (),
        valid=doc.get("valid", True) if doc else True,
        statistics=_statistics(doc, len(keys), address, scope) if doc else (),
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, span)
    if doc:
        scope.build.renamed_from(doc, address)


def _statistics(doc: Doc, keys: int, address: Address, scope: DatabaseScope) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for number, target in doc.get("statistics", {}).items():
        if str(number).isdigit() and 1 <= int(number) <= keys:
            found.append((int(number), target))
        else:
            detail = f"The index has no key number `{number}`."
            hint = f"Write a number from 1 to {keys}."
            scope.build.mistakes.add("NP113", number.span, detail, hint, address=address)
    return tuple(sorted(found))


def _key(
    key: WrittenKey, columns: tuple[str, ...] | None, address: Address, scope: DatabaseScope
) -> IndexKey:
    text = key.text
    expression = text.expression
    if text.column:
        table = address.parent.name[-1] if address.parent else ""
        known = scope.column(text.column, columns, table, key.span, address)
        expression = quoted_name(known)
    return IndexKey(
        expression,
        bool(text.column),
        text.opclass,
        text.opclass_parameters,
        text.collation,
        text.descending,
        text.nulls_first,
    )
