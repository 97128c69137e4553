"""``retention:``: which rows are over, which are held all the same, and what becomes of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.retention import RecordKeys, Retention, stays_the_same
from neonctl_py.stack.documents.check import database_of
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Choice, Flag, Sql, Text
from neonctl_py.stack.shapes import Key, ListOf, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope, Server
    from neonctl_py.stack.shapes import Doc, Word


def _place(text: str) -> str:
    if re.match(r"(?:file:///|/|\./|\.\./)\S", text):
        return ""
    return "it is a folder, as `file:///var/backups/shop` or `/var/backups/shop`; for a bucket mount it"


_TABLE: Final = Text("a table, as `schema.name`")
_KEYS: Final = Record(
    "record_keys",
    {
        "table": Key(_TABLE, "The table of the keys, as `schema.name`.", required=True),
        "record": Key(NAME, "Its column that says whose key it is.", required=True),
        "key": Key(NAME, "Its column with the key, which is emptied.", required=True),
        "of": Key(NAME, "What the rule's own table calls that record; its `id` when not written."),
        "destroyed": Key(NAME, "Its column that is dated."),
        "project": Key(NAME, "Its project, when it is another one."),
        "database": Key(NAME, "Its database, when it is another one."),
    },
    "where the records' keys are",
)
RETENTION: Final = Record(
    "retention",
    {
        "table": Key(_TABLE, "The table, as `schema.name`.", required=True),
        "where": Key(Sql(), "Which rows are over, an SQL condition.", required=True),
        "hold": Key(Sql(), "Which of them stay all the same (a legal hold), an SQL condition."),
        "action": Key(
            Choice(("delete", "archive", "shred")),
            "What becomes of them: `delete` (when not written), `archive` (moved `into` a table or `to` files), `shred` (made unreadable).",
        ),
        "into": Key(_TABLE, "`archive`: the table that they move into, which has their columns."),
        "to": Key(Text("a folder", _place), "`archive`: the folder of the files that they move into."),
        "format": Key(Choice(("jsonl", "csv")), "Of these files, which are compressed; `jsonl`."),
        "keys": Key(_KEYS, "`shred`: where each record's own key is, which is destroyed."),
        "erase": Key(ListOf(NAME, "columns"), "`shred`: the columns that are emptied."),
        "mark": Key(
            MapOf(Sql(), "columns"), "`shred`: columns that are set, by name, so that it is done once."
        ),
        "cascades": Key(
            Flag(), "`delete`: rows of other tables may go or change, too, by ON DELETE CASCADE or SET NULL."
        ),
        "database": Key(NAME, "Its database, when the project has several."),
    },
    "a retention rule",
    {
        "except": "Write `hold`.",
        "keep": "Write `where`: `created_at < now() - interval '1 year'`.",
        "older_than": "Write `where`: `created_at < now() - interval '1 year'`.",
    },
)
RETENTIONS: Final = MapOf(RETENTION, "retention rules", child_of("retention"), word)
_OF_ACTION: Final = {
    "into": "archive",
    "to": "archive",
    "format": "archive",
    "keys": "shred",
    "erase": "shred",
    "mark": "shred",
    "cascades": "delete",
}


def add_retention(name: Word, doc: Doc, container: Address, server: Server) -> None:
    """Declare one rule; its database is built already, so its tables can be looked up."""
    address = container.child("retention", str(name))
    database = database_of(doc, container, name, server)
    scope = server.scopes.get(database)
    keys = doc.get("keys", None)
    if scope is not None:
        _check_columns(doc, keys, _table(doc, "table", scope, address), address, scope)
        _table(doc, "into", scope, address)
        if keys is not None and not keys.has("project") and not keys.has("database"):
            _table(keys, "table", scope, address)
    _check_action(doc, address, server)
    action: Any = str(doc.get("action", "delete"))
    kind: Any = str(doc.get("format", "jsonl"))
    value = Retention(
        table=str(doc.get("table", "")),
        where=str(doc.get("where", "")),
        action=action,
        hold=str(doc.get("hold", "")),
        into=str(doc.get("into", "")),
        to=str(doc.get("to", "")),
        format=kind,
        keys=_keys(keys),
        erase=tuple(map(str, doc.get("erase", ()))),
        mark=tuple((str(column), str(value)) for column, value in doc.get("mark", {}).items()),
        cascades=bool(doc.get("cascades", False)),
        database=database,
    )
    server.build.declare(address, value, name.span)


def _keys(doc: Doc | None) -> RecordKeys | None:
    if doc is None:
        return None
    written = {key: str(value) for key, value in doc.values.items()}
    return RecordKeys(**({"table": "", "record": "", "key": "", "of": "id"} | written))


def _table(doc: Doc, key: str, scope: DatabaseScope, address: Address) -> tuple[str, str] | None:
    table = doc.get(key, None)
    if table is None:
        return None
    schema, _, name = table.rpartition(".")
    return scope.table(schema, name, "public", table.span, address)


def _check_columns(
    doc: Doc, keys: Doc | None, table: tuple[str, str] | None, address: Address, scope: DatabaseScope
) -> None:
    known = scope.tables[table].columns if table in scope.tables and table is not None else None
    if known is None:
        return
    named = [*doc.get("erase", ()), *doc.get("mark", {})]
    if keys is not None and keys.has("of"):
        named.append(keys.get("of"))
    for column in named:
        if str(column) not in known:
            detail = f"There is no column `{column}` in {'.'.join(table or ())}."
            scope.build.mistakes.add(
                "NP133", column.span, detail, did_you_mean(column, known), address=address
            )


def _check_action(doc: Doc, address: Address, server: Server) -> None:
    action = str(doc.get("action", "delete"))
    mistakes = server.build.mistakes
    for key, wanted in _OF_ACTION.items():
        if doc.has(key) and action != wanted:
            detail = f"`{key}` says something about `action: {wanted}`, and this one is `{action}`."
            mistakes.add("NP116", doc.place(key), detail, f"Write `action: {wanted}`.", address=address)
    written = doc.node.entries if doc.node is not None else {}
    if action == "archive" and ("into" in written) == ("to" in written):
        detail = "Rows go to one place." if "to" in written else "It doesn't say where the rows go."
        mistakes.add(
            "NP111", doc.span, detail, "Write `into: schema.table`, or `to: /a/folder`.", address=address
        )
    if action == "shred" and not (doc.has("keys") or doc.get("erase", ())):
        detail = "Nothing would become unreadable."
        hint = "Write `keys: {…}`, `erase: [columns]`, or both."
        mistakes.add("NP111", doc.span, detail, hint, address=address)
    if action == "shred" and not doc.get("mark", {}):
        detail = "Nothing would tell that a row was done, so it would be done for ever."
        mistakes.add("NP111", doc.span, detail, "Write `mark: {crypto_shredded: true}`.", address=address)
    elif action == "shred" and not any(stays_the_same(str(text)) for text in doc.get("mark", {}).values()):
        detail = "A value that is another one each time doesn't tell that a row was done, so it would be done for ever."
        hint = "Mark a column with a value that stays the same, too: `crypto_shredded: true`."
        mistakes.add("NP111", doc.place("mark"), detail, hint, address=address)
