"""Event triggers of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.documents.trigger import CALL, ENABLED_KEY, enabled_of, function_called, read_execute
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Text
from neonctl_py.stack.shapes import Key, ListOf, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

EVENT_TRIGGER: Final = Record(
    "event_trigger",
    {
        "on": Key(
            Choice(("ddl_command_start", "ddl_command_end", "table_rewrite", "sql_drop", "login")),
            "The event; `login` from PostgreSQL 17 on.",
            required=True,
        ),
        "tags": Key(
            ListOf(Text("a command, as `CREATE TABLE`"), "commands"),
            "Only these commands; all when not written.",
        ),
        "execute": Key(CALL, "The function that it calls.", required=True),
        "enabled": ENABLED_KEY,
        "owner": OWNER,
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "an event trigger",
    {"function": "Write `execute: name()`.", "event": "Write `on: ddl_command_end`."},
)
EVENT_TRIGGERS: Final = MapOf(EVENT_TRIGGER, "event triggers", child_of("event_trigger"), identifier)


def add_event_trigger(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one."""
    address = scope.address.child("event_trigger", str(name))
    comment, call = doc.get("comment", None), read_execute(doc.get("execute", None), address, scope)
    value = EventTrigger(
        event=str(doc.get("on", "")),
        tags=tuple(dict.fromkeys(str(tag).upper() for tag in doc.get("tags", []))),
        function=function_called(call, "public", doc, address, scope),
        enabled=enabled_of(doc, address, scope),
        owner=scope.server.owner(doc.get("owner"), address),
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, name.span)
    scope.build.protect(address, doc)
    scope.build.renamed_from(doc, address)
