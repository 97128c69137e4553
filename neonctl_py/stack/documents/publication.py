"""Publications of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.publication import Publication, PublishedTable
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    LIFECYCLE,
    NAME,
    NAMES,
    OWNER,
    RENAMED_FROM,
    comment_of,
)
from neonctl_py.stack.names import identifier, word
from neonctl_py.stack.scalars import Choice, Flag, Sql
from neonctl_py.stack.shapes import Doc, Key, ListOf, MapOf, Record, child_of
from neonctl_py.stack.sql_cursor import table_name

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

_EVENTS: Final = ("delete", "insert", "truncate", "update")
PUBLISHED_TABLE: Final = Record(
    "published_table",
    {
        "columns": Key(NAMES, "Only these columns (PostgreSQL 15 on)."),
        "where": Key(Sql(), "Only rows for which this holds (PostgreSQL 15 on)."),
    },
    "a published table",
)
PUBLICATION: Final = Record(
    "publication",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "all_tables": Key(Flag(), "Every table of the database, those made later too."),
        "schemas": Key(ListOf(NAME, "schemas"), "Every table of these schemas (PostgreSQL 15 on)."),
        "tables": Key(
            MapOf(PUBLISHED_TABLE, "tables", rule=word), "Its tables, as `schema.name`; exactly these."
        ),
        "publish": Key(
            ListOf(Choice(_EVENTS), "operations"), "Which operations it sends; all when not written."
        ),
        "via_partition_root": Key(Flag(), "Changes of a partition are sent as its root table's."),
        "generated_columns": Key(
            Choice(("none", "stored")), "Whether generated columns are sent (PostgreSQL 18 on)."
        ),
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a publication",
)
PUBLICATIONS: Final = Key(
    MapOf(PUBLICATION, "publications", child_of("publication"), identifier),
    "Its publications: what logical replication sends, by name.",
)


def add_publication(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one publication."""
    address, build = scope.address.child("publication", str(name)), scope.build
    tables = (_table(table, item, address, scope) for table, item in doc.get("tables", {}).items())
    if doc.get("all_tables", False) and (doc.has("tables") or doc.has("schemas")):
        detail = "It says `all_tables`, and some tables too."
        build.mistakes.add("NP116", doc.place("all_tables"), detail, "Keep one.", address=address)
    for schema in doc.get("schemas", []):
        if schema not in scope.schemas:
            detail = f"There is no schema `{schema}` in this database."
            build.mistakes.add("NP135", schema.span, detail, "Declare it under `schemas:`.", address=address)
    value = Publication(
        all_tables=doc.get("all_tables", False),
        tables=tuple(sorted(filter(None, tables), key=lambda item: (item.schema, item.name))),
        schemas=tuple(sorted(map(str, doc.get("schemas", [])))),
        publish=tuple(sorted(map(str, doc.get("publish", _EVENTS)))),
        via_partition_root=doc.get("via_partition_root", False),
        generated_columns=str(doc.get("generated_columns", "none")),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else scope.owner,
        comment=comment_of(doc),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)


def _table(written: Word, doc: Doc, address: Address, scope: DatabaseScope) -> PublishedTable | None:
    *schema, bare = table_name(str(written))
    found = scope.table("".join(schema), bare, "public", written.span, address)
    if found is None:
        return None
    known = scope.tables[found].columns if found in scope.tables else None
    columns = [scope.column(column, known, bare, column.span, address) for column in doc.get("columns", [])]
    where = doc.get("where", None)
    return PublishedTable(
        *found, tuple(sorted(columns)) if doc.has("columns") else None, str(where) if where else None
    )
