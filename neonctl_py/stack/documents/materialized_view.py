"""Materialized views of a schema: a query, or a mapping with more about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.column import N_DISTINCT, STORAGES
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.index import INDEXES, add_indexes
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    EXTERNAL,
    LIFECYCLE,
    OWNER,
    RENAMED_FROM,
    SETTINGS,
    settings_of,
)
from neonctl_py.stack.documents.query import (
    COLUMN_COMMENTS,
    COLUMN_NAMES,
    QUERY,
    QUERY_KEY,
    by_column,
    columns_of,
    query_of,
)
from neonctl_py.stack.documents.view import has_query
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Number, Text
from neonctl_py.stack.shapes import Doc, Either, Key, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

COLUMN_SETTINGS: Final = Record(
    "materialized_column",
    {
        "storage": Key(Choice(STORAGES), "How Postgres stores large values."),
        "compression": Key(Choice(("pglz", "lz4")), "How Postgres compresses large values."),
        "statistics": Key(Number(0, 10000), "The statistics target."),
        "n_distinct": Key(N_DISTINCT, "How many values it has; `-0.5`: half as many as there are rows."),
    },
    "what is said of a column",
)
MATERIALIZED_VIEW: Final = Record(
    "materialized_view",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "query": Key(
            QUERY_KEY, "What it holds, an SQL query, or `{file: path}`; a change computes it again."
        ),
        "columns": COLUMN_NAMES,
        "with_data": Key(
            Flag(), "`false`: it is made empty, and who fills it (REFRESH) is nobody's business here."
        ),
        "column_comments": COLUMN_COMMENTS,
        "column_settings": Key(
            MapOf(COLUMN_SETTINGS, "columns", rule=identifier),
            "What Postgres is told about its columns, by the column's name.",
        ),
        "clustered_on": Key(Text("the name of one of its indexes"), "The index whose order CLUSTER takes."),
        "indexes": Key(INDEXES, "Indexes: by name, or a list of lists of columns."),
        "grants": GRANTS_KEY,
        "storage_parameters": Key(SETTINGS, "Storage parameters (`fillfactor`, `autovacuum_…`), by name."),
        "access_method": Key(Text("an access method"), "Its access method."),
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
        "external": EXTERNAL,
    },
    "a materialized view",
    {"sql": "Write `query: select …`.", "definition": "Write `query: select …`.", "rules": "It has none."},
)


def _place(schema: Address | None, name: str) -> Address | None:
    if schema is None or schema.parent is None:
        return None
    return schema.parent.child("materialized_view", schema.name[-1], name)


MATERIALIZED_VIEWS: Final = MapOf(
    Either(scalar=QUERY, mapping=MATERIALIZED_VIEW), "materialized views", _place, identifier
)


def add_materialized_view(
    name: Word, written: Any, schema: str, owner: str | Unset, scope: DatabaseScope
) -> None:
    """Put one with its indexes and grants."""
    build, address = scope.build, scope.address.child("materialized_view", schema, str(name))
    if not isinstance(written, Doc):
        build.put(address, MaterializedView(query=str(written), owner=owner), name.span)
        return
    if build.is_external(address, written) or not has_query(written, address, scope):
        return
    written_owner = scope.server.role(written.get("owner"), address) if written.has("owner") else owner
    build.put(
        address, _materialized_view(written, query_of(written, address, scope), written_owner), name.span
    )
    build.protect(address, written)
    build.renamed_from(written, address)
    add_indexes(written.get("indexes", {}), address, None, scope)
    add_grants(written.get("grants", {}), address, written_owner, scope.server, scope)


def _materialized_view(doc: Doc, query: str, owner: str | Unset) -> MaterializedView:
    comment, method = doc.get("comment", None), doc.get("access_method", None)
    return MaterializedView(
        query=query,
        columns=columns_of(doc),
        with_data=True if doc.get("with_data", True) else UNSET,
        storage_parameters=settings_of(doc.get("storage_parameters", {})),
        access_method=str(method) if method else UNSET,
        owner=owner,
        comment=str(comment) if comment else None,
        column_comments=by_column(doc.get("column_comments", {})),
        column_settings=tuple(
            sorted((str(name), _said(said)) for name, said in doc.get("column_settings", {}).items())
        ),
        clustered_on=str(doc.get("clustered_on")) if doc.has("clustered_on") else None,
    )


def _said(doc: Doc) -> tuple[tuple[str, str], ...]:
    return tuple((key, str(doc.get(key))) for key in sorted(COLUMN_SETTINGS.keys) if doc.has(key))
