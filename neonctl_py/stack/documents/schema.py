"""Schemas of a database, with the types and tables in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.schema import Schema
from neonctl_py.model.values import UNSET, Unset
from neonctl_py.stack import names
from neonctl_py.stack.documents.aggregate import AGGREGATES, add_aggregate
from neonctl_py.stack.documents.collation import COLLATIONS, add_collation
from neonctl_py.stack.documents.default_privileges import DEFAULT_PRIVILEGES, add_default_privileges
from neonctl_py.stack.documents.function import FUNCTIONS, PROCEDURES, add_function, readable
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.lifecycle import COMMENT, EXTERNAL, LIFECYCLE, OWNER, RENAMED_FROM, UNMANAGED
from neonctl_py.stack.documents.lineage import has_parents
from neonctl_py.stack.documents.schema_objects import SCHEMA_OBJECTS, add_schema_objects
from neonctl_py.stack.documents.sequence import SEQUENCES, add_sequence
from neonctl_py.stack.documents.statistics import STATISTICS_MAP, add_statistics
from neonctl_py.stack.documents.table import TABLES, add_table
from neonctl_py.stack.documents.table_parts import TableParts, parts_of
from neonctl_py.stack.documents.type import TYPES, add_type, type_kind
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.scope import TableNames
from neonctl_py.stack.shapes import Either, Key, ListOf, MapOf, Record, broken_names, child_of

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType

    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word


_FILES: Final = Text("a file or a pattern, as `schema/*.sql`")
SOURCE: Final = Record(
    "schema_source",
    {
        "sql": Key(
            Either(scalar=_FILES, sequence=ListOf(_FILES, "files", 1)),
            "SQL files, read in this order by a Postgres that nobody keeps; relative to this file.",
        ),
        "sqlalchemy": Key(
            Text("a module and a name in it, as `shop.models:Base`"),
            "A SQLAlchemy MetaData, or a declarative base with one.",
        ),
    },
    "a schema's source",
)
SCHEMA: Final = Record(
    "schema",
    {
        "from": Key(
            SOURCE, "What else says what is in it: SQL files, SQLAlchemy models; the rest stands beside."
        ),
        "comment": COMMENT,
        "owner": OWNER,
        "grants": GRANTS_KEY,
        "default_privileges": DEFAULT_PRIVILEGES,
        "types": Key(TYPES, "Its enums, domains, composite and range types, by name."),
        "sequences": Key(SEQUENCES, "Its sequences, by name; those of identity columns are the columns'."),
        "collations": Key(COLLATIONS, "Its collations, by name."),
        "tables": Key(TABLES, "Its tables, by name."),
        **SCHEMA_OBJECTS,
        "statistics": Key(STATISTICS_MAP, "Extended statistics of its tables, by name."),
        "functions": Key(FUNCTIONS, "Its functions, by name and arguments: `add(a integer, b integer)`."),
        "procedures": Key(PROCEDURES, "Its procedures, by name and arguments."),
        "aggregates": Key(AGGREGATES, "Its aggregates, by name and arguments: `total(numeric)`."),
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
        "unmanaged": UNMANAGED,
        "external": EXTERNAL,
    },
    "a schema",
    {"enums": "Write `types: {name: {enum: [a, b]}}`.", "domains": "Write `types: {name: {domain: text}}`."},
)
SCHEMAS: Final = MapOf(SCHEMA, "schemas", child_of("schema"), names.schema)


def note_names(
    name: Word, doc: Doc, mixins: MappingType[str, Doc], scope: DatabaseScope
) -> list[tuple[Word, Doc, TableParts]]:
    """Make the schema's types and tables known to references; gives each table with its parts."""
    scope.schemas[str(name)] = doc.get("external", False) in (False, None)
    for type_name, type_doc in doc.get("types", {}).items():
        scope.types[str(name), str(type_name)] = type_kind(type_doc)
    for broken in broken_names(doc.get("types", {})):
        scope.types[str(name), broken] = "enum"
    for broken in broken_names(doc.get("tables", {})):
        scope.tables[str(name), broken] = TableNames(None)
    for word in ("functions", "procedures"):
        scope.functions.update((str(name), header.name) for _, header, _ in readable(doc.get(word, {})))
    found = []
    for table, table_doc in doc.get("tables", {}).items():
        address = scope.address.child("table", str(name), str(table))
        parts = parts_of(table_doc, mixins, address, scope.build.mistakes)
        columns = None if table_doc.has("external") or has_parents(table_doc) else parts.known_columns
        if has_parents(table_doc):
            parts.known_columns = None  # its parents' are its own, too
        for partition in table_doc.get("partitions", {}):
            scope.tables[str(name), str(partition)] = TableNames(None)
            place = scope.address.child("table", str(name), str(partition))
            _take_name(partition, str(name), place, scope)
        key = tuple(map(str, parts.primary_key.columns)) if parts.primary_key else ()
        scope.tables[str(name), str(table)] = TableNames(columns, key)
        _take_name(table, str(name), address, scope)
        found.append((table, table_doc, parts))
    for kind, written in _views(doc).items():
        for view in written:
            scope.types[str(name), str(view)] = kind
            _take_name(view, str(name), scope.address.child(kind, str(name), str(view)), scope)
    for foreign, foreign_doc in doc.get("foreign_tables", {}).items():
        listed = None if has_parents(foreign_doc) else tuple(map(str, foreign_doc.get("columns", {})))
        scope.tables[str(name), str(foreign)] = TableNames(listed)
        _take_name(foreign, str(name), scope.address.child("foreign_table", str(name), str(foreign)), scope)
    for sequence in doc.get("sequences", {}):
        place = scope.address.child("sequence", str(name), str(sequence))
        _take_name(sequence, str(name), place, scope)
    for type_name in doc.get("types", {}):
        address = scope.address.child("type", str(name), str(type_name))
        _take_name(type_name, str(name), address, scope, keep=False)
    return found


def _views(doc: Doc) -> dict[str, Any]:
    return {"view": doc.get("views", {}), "materialized_view": doc.get("materialized_views", {})}


def _take_name(name: Word, schema: str, address: Address, scope: DatabaseScope, *, keep: bool = True) -> None:
    """Relations and types share their names: a table is a type, too. An index isn't, so a type keeps no name from it."""
    place = (schema, str(name))
    if place in scope.relation_names:
        detail = (
            f"Schema `{schema}` has a table, view or type `{name}` already, at {scope.relation_names[place]}."
        )
        scope.build.mistakes.add("NP139", name.span, detail, "Rename one of the two.", address=address)
    if keep:
        scope.relation_names.setdefault(place, name.span)


def add_schema(
    name: Word, doc: Doc, tables: list[tuple[Word, Doc, TableParts]], scope: DatabaseScope
) -> None:
    """Put a schema with everything in it."""
    build, address = scope.build, scope.address.child("schema", str(name))
    if build.is_external(address, doc):
        return
    written = scope.server.owner(doc.get("owner"), address)
    inherited: str | Unset = UNSET if str(name) == "public" else scope.owner
    owner = inherited if isinstance(written, Unset) else written
    build.put(address, Schema(owner=owner, comment=_comment(str(name), doc)), name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    _add_rights(doc, owner, address, scope)
    inside = scope.owner if isinstance(written, Unset) else written
    for type_name, type_doc in doc.get("types", {}).items():
        add_type(type_name, type_doc, str(name), inside, scope)
    for table, table_doc, parts in tables:
        add_table(table, table_doc, parts, schema=str(name), owner=inside, scope=scope)
    add_schema_objects(doc, str(name), inside, scope)
    for sequence, sequence_doc in doc.get("sequences", {}).items():
        add_sequence(sequence, sequence_doc, str(name), inside, scope)
    for collation, collation_doc in doc.get("collations", {}).items():
        add_collation(collation, collation_doc, str(name), inside, scope)
    for statistics, statistics_doc in doc.get("statistics", {}).items():
        add_statistics(statistics, statistics_doc, str(name), inside, scope)
    _add_routines(doc, str(name), inside, scope)


def _add_routines(doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    for word, is_procedure in (("functions", False), ("procedures", True)):
        for key, header, routine in readable(doc.get(word, {})):
            add_function(
                routine, header, schema, span=key.span, owner=owner, scope=scope, procedure=is_procedure
            )
    for key, aggregate in doc.get("aggregates", {}).items():
        add_aggregate(key, aggregate, schema, owner, scope)


def _comment(name: str, doc: Doc) -> str | Unset | None:
    """Schema public has a comment of Postgres' own: UNSET leaves it alone, "" takes it away."""
    written = doc.get("comment") if doc.has("comment") else UNSET
    if name == "public":
        return written if isinstance(written, Unset) else str(written or "")
    return str(written) if isinstance(written, str) and written else None


def _add_rights(doc: Doc, owner: str | Unset, address: Address, scope: DatabaseScope) -> None:
    if doc.has("grants"):
        add_grants(doc.get("grants"), address, owner, scope.server)
    else:
        scope.build.open_parts.add((address, "grant"))
    if doc.has("default_privileges"):
        add_default_privileges(doc.get("default_privileges"), address, scope.server)
    else:
        scope.build.open_parts.add((address, "default_privileges"))
