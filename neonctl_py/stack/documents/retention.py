"""``retention:``: which rows are over, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.retention import Retention
from neonctl_py.stack.documents.check import database_of
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Choice, Sql, Text
from neonctl_py.stack.shapes import Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

RETENTION: Final = Record(
    "retention",
    {
        "table": Key(Text("a table, as `schema.name`"), "The table, as `schema.name`.", required=True),
        "where": Key(Sql(), "Which rows are over, an SQL condition.", required=True),
        "action": Key(Choice(("delete",)), "What becomes of them."),
        "database": Key(NAME, "Its database, when the project has several."),
    },
    "a retention rule",
)
RETENTIONS: Final = MapOf(RETENTION, "retention rules", child_of("retention"), word)


def add_retention(name: Word, doc: Doc, container: Address, server: Server) -> None:
    """Declare one rule; its database is built already, so its table can be looked up."""
    address = container.child("retention", str(name))
    database, table = database_of(doc, container, name, server), doc.get("table", None)
    scope = server.scopes.get(database)
    if scope is not None and table is not None:
        schema, _, table_name = table.rpartition(".")
        scope.table(schema, table_name, "public", table.span, address)
    value = Retention(
        table=str(doc.get("table", "")),
        where=str(doc.get("where", "")),
        action=str(doc.get("action", "delete")),
        database=database,
    )
    server.build.declare(address, value, name.span)
