"""Foreign tables of a schema. Columns, checks and parents are written as those of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.foreign_table import ForeignTable
from neonctl_py.stack.documents.check_constraint import CHECKS
from neonctl_py.stack.documents.column import COLUMNS, add_column
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    LIFECYCLE,
    NAME,
    OPTIONS,
    OWNER,
    RENAMED_FROM,
    comment_of,
    in_schema,
    options_of,
)
from neonctl_py.stack.documents.lineage import HEIR_KEYS, Lineage, has_parents, note_heir
from neonctl_py.stack.documents.table_constraints import TableConstraints
from neonctl_py.stack.documents.table_parts import TableParts
from neonctl_py.stack.documents.trigger import TRIGGERS_KEY, add_trigger
from neonctl_py.stack.names import identifier
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

FOREIGN_TABLE: Final = Record(
    "foreign_table",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "server": Key(NAME, "Its foreign server.", required=True),
        "options": OPTIONS,
        **HEIR_KEYS,
        "columns": Key(COLUMNS, "Its columns, in order: `name: type and clauses`."),
        "checks": Key(CHECKS, "What its rows are said to hold to: by name, or a list of expressions."),
        "triggers": TRIGGERS_KEY,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a foreign table",
)
FOREIGN_TABLES: Final = Key(
    MapOf(FOREIGN_TABLE, "foreign tables", in_schema("foreign_table"), identifier),
    "Its foreign tables, by name.",
)


def add_foreign_table(name: Word, doc: Doc, *, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one foreign table with everything in it."""
    address, build = scope.address.child("foreign_table", schema, str(name)), scope.build
    owner = scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner
    lineage = Lineage.read(doc, address, scope)
    value = ForeignTable(
        server=str(doc.get("server", "")),
        options=options_of(doc),
        owner=owner,
        comment=comment_of(doc),
        **lineage.of_heir,
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    columns = doc.get("columns", {})
    for position, (column, written) in enumerate(columns.items(), 1):
        add_column(column, written, position, in_primary_key=False, table=address, scope=scope)
    note_heir(address, lineage, columns, scope)
    known = None if has_parents(doc) else tuple(map(str, columns))  # its parents' are its own, too
    parts = TableParts(columns=columns, checks=doc.get("checks", {}), known_columns=known)
    TableConstraints(address, parts, scope).add_checks()
    for trigger, trigger_doc in doc.get("triggers", {}).items():
        add_trigger(trigger, trigger_doc, address, known, scope)
    add_grants(doc.get("grants", {}), address, owner, scope.server, scope)
