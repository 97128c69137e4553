"""Extended statistics of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.statistics import Statistics
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Number, Sql, Text
from neonctl_py.stack.shapes import Key, ListOf, MapOf, Record
from neonctl_py.stack.sql_cursor import DefinitionError, qualified_name
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

STATISTICS: Final = Record(
    "statistics",
    {
        "table": Key(Text("a table"), "The table that they are about.", required=True),
        "on": Key(
            ListOf(Sql("a column or an expression"), "columns", 1),
            "The columns, and expressions in brackets.",
            required=True,
        ),
        "kinds": Key(
            ListOf(Choice(("ndistinct", "dependencies", "mcv")), "kinds", 1),
            "`ndistinct`, `dependencies`, `mcv`; not written: all.",
        ),
        "target": Key(
            Number(0, 10000), "How exact they are; not written: the server's default.", nullable=True
        ),
        "owner": OWNER,
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "statistics",
    {"columns": "Write `on: [a, b]`."},
)
ALL_KINDS: Final = ("dependencies", "mcv", "ndistinct")


def _place(parent: Address | None, name: str) -> Address | None:
    return parent.parent.child("statistics", parent.name[-1], name) if parent and parent.parent else None


STATISTICS_MAP: Final = MapOf(STATISTICS, "statistics", _place, identifier)


def add_statistics(name: Word, doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one statistics object."""
    build, address = scope.build, scope.address.child("statistics", schema, str(name))
    table = _table(doc.get("table", None), address, scope)
    if table is None:
        return
    names = scope.tables.get(table)
    known = names.columns if names else None
    written = [_key(word, known, table[1], address, scope) for word in doc.get("on", [])]
    one_expression = len(written) == 1
    kinds = () if one_expression else tuple(sorted(map(str, doc.get("kinds", ALL_KINDS))))
    comment = doc.get("comment", None)
    value = Statistics(
        table=".".join(map(quoted_name, table)),
        on=", ".join(written),
        kinds=kinds,
        target=doc.get("target", None),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner,
        comment=str(comment) if comment else None,
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)


def _table(written: Word | None, address: Address, scope: DatabaseScope) -> tuple[str, str] | None:
    if written is None:
        return None
    try:
        parts = qualified_name(str(written), "A table")
    except (DefinitionError, SqlTextError) as error:
        scope.build.mistakes.add("NP123", written.span, str(error), address=address)
        return None
    schema = parts[0] if len(parts) > 1 else ""
    return scope.table(schema, parts[-1], address.name[0], written.span, address)


def _key(
    word: Word, known: tuple[str, ...] | None, table: str, address: Address, scope: DatabaseScope
) -> str:
    """A column by its name; everything else is an expression, in brackets unless it is a call."""
    text = str(word)
    if text.startswith('"'):
        try:
            (column,) = qualified_name(text)
        except (ValueError, SqlTextError):  # a name and something after it
            return text
        return quoted_name(scope.column(column, known, table, word.span, address))
    if "(" in text:
        return text
    return quoted_name(scope.column(text, known, table, word.span, address))
