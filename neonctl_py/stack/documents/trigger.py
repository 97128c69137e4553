"""Triggers of a table or a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.trigger import EVENTS, Trigger
from neonctl_py.model.values import QualifiedName
from neonctl_py.stack.documents.function import read_text
from neonctl_py.stack.documents.lifecycle import COMMENT, NAME, NAMES, RENAMED_FROM
from neonctl_py.stack.function_text import read_call
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Sql, Text
from neonctl_py.stack.shapes import Either, Key, ListOf, MapOf, Record, Word
from neonctl_py.stack.sql_cursor import table_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.trigger import Enabled
    from neonctl_py.stack.function_text import Call
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc

_EVENT: Final = Choice(EVENTS)
_EVENTS: Final = Either(scalar=_EVENT, sequence=ListOf(_EVENT, "events", 1))
_TIMINGS: Final = {"before": "before", "after": "after", "instead_of": "instead of"}
CALL: Final = Text("a call, as `touch()` or `audit('users')`")
ENABLED_KEY: Final = Key(
    Text("`true`, `false`, `always` or `replica`"),
    "`false`: disabled; `always` and `replica`: also, or only, when a replica applies changes.",
)
TRIGGER: Final = Record(
    "trigger",
    {
        "before": Key(_EVENTS, "It runs before these events: `insert`, `update`, `delete`, `truncate`."),
        "after": Key(_EVENTS, "It runs after these events."),
        "instead_of": Key(_EVENTS, "It runs instead of these events; for views."),
        "update_of": Key(NAMES, "Only updates that name one of these columns."),
        "for_each": Key(Choice(("row", "statement")), "`row`, or `statement` (the default)."),
        "when": Key(Sql(), "Only when this holds for `old` and `new`, an SQL condition."),
        "execute": Key(CALL, "The function that it calls, with its arguments.", required=True),
        "old_table": Key(NAME, "REFERENCING OLD TABLE: the name of all old rows in the function."),
        "new_table": Key(NAME, "REFERENCING NEW TABLE: the name of all new rows in the function."),
        "constraint": Key(Flag(), "A constraint trigger."),
        "from": Key(Text("a table"), "For a constraint trigger: the other table of the constraint."),
        "deferrable": Key(Flag(), "It can wait until the end of the transaction."),
        "initially_deferred": Key(Flag(), "It does wait unless told otherwise."),
        "enabled": ENABLED_KEY,
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a trigger",
    {
        "function": "Write `execute: name()`.",
        "timing": "Write `before: [insert]`, `after:` or `instead_of:`.",
        "events": "Write `before: [insert]`, `after:` or `instead_of:`.",
        "level": "Write `for_each: row`.",
    },
)
TRIGGERS: Final = MapOf(
    TRIGGER, "triggers", lambda table, name: table and table.child("trigger", name), identifier
)
TRIGGERS_KEY: Final = Key(TRIGGERS, "Its triggers, by name; exactly these.")
BUILTIN: Final = frozenset(
    {
        "suppress_redundant_updates_trigger",
        "tsvector_update_trigger",
        "tsvector_update_trigger_column",
    }
)
"""Trigger functions that every server has."""
_FROM_EXTENSIONS: Final = {
    "autoinc": "autoinc",
    "check_foreign_key": "refint",
    "check_primary_key": "refint",
    "insert_username": "insert_username",
    "lo_manage": "lo",
    "moddatetime": "moddatetime",
}


def add_trigger(
    name: Word, doc: Doc, table: Address, columns: Sequence[str] | None, scope: DatabaseScope
) -> None:
    """Put one trigger. ``columns`` of the table or view; None when nobody knows them."""
    address = table.child("trigger", str(name))
    timing, events = _timing(doc, address, scope)
    call = read_execute(doc.get("execute", None), address, scope)
    when, comment, old, new = (doc.get(key, None) for key in ("when", "comment", "old_table", "new_table"))
    value = Trigger(
        timing=timing,
        events=tuple(event for event in EVENTS if event in events),
        columns=tuple(
            scope.column(column, columns, table.name[-1], column.span, address)
            for column in doc.get("update_of", [])
        ),
        level=str(doc.get("for_each", "statement")),
        when=str(when) if when else None,
        function=function_called(call, table.name[0], doc, address, scope),
        arguments=call.arguments if call else (),
        old_table=str(old) if old else None,
        new_table=str(new) if new else None,
        constraint=doc.get("constraint", False),
        references=_references(doc.get("from", None), address, scope),
        deferrable=doc.get("deferrable", False) or doc.get("initially_deferred", False),
        initially_deferred=doc.get("initially_deferred", False),
        enabled=enabled_of(doc, address, scope),
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, name.span)
    scope.build.renamed_from(doc, address)
    _check(value, doc, address, scope)


def _timing(doc: Doc, address: Address, scope: DatabaseScope) -> tuple[str, set[str]]:
    written = [key for key in _TIMINGS if doc.has(key)]
    if len(written) != 1:
        detail = "A trigger runs either before, after or instead of its events."
        hint = "Write one of `before:`, `after:`, `instead_of:`."
        place = doc.place(written[1]) if written else doc.span
        scope.build.mistakes.add("NP116" if written else "NP111", place, detail, hint, address=address)
        return "after", set()
    events: Any = doc.get(written[0], [])
    return _TIMINGS[written[0]], {str(events)} if isinstance(events, Word) else set(map(str, events))


def _check(trigger: Trigger, doc: Doc, address: Address, scope: DatabaseScope) -> None:
    """What Postgres would refuse."""
    wrong = ""
    if trigger.columns and "update" not in trigger.events:
        wrong, detail = "update_of", "`update_of` needs the event `update`."
    elif trigger.constraint and (trigger.timing != "after" or trigger.level != "row"):
        wrong, detail = "constraint", "A constraint trigger runs after its events, `for_each: row`."
    elif (trigger.deferrable or trigger.references) and not trigger.constraint:
        wrong = next(key for key in ("deferrable", "initially_deferred", "from") if doc.has(key))
        detail = f"`{wrong}` is for constraint triggers: write `constraint: true`, too."
    if wrong:
        scope.build.mistakes.add("NP116", doc.place(wrong), detail, address=address)


def read_execute(written: Word | None, address: Address, scope: DatabaseScope) -> Call | None:
    """The call in ``execute``."""
    if written is None:
        return None
    return read_text(read_call, written, address, scope.build.mistakes)


def function_called(
    call: Call | None, schema: str, doc: Doc, address: Address, scope: DatabaseScope
) -> QualifiedName:
    """The function that a call means, from that schema."""
    if call is None:
        return QualifiedName("", "")
    if call.schema:
        return QualifiedName(call.schema, call.name)
    home = next((place for place in (schema, "public") if (place, call.name) in scope.functions), "")
    if not home and call.name in BUILTIN:
        home = "pg_catalog"
    if not home:
        home = scope.extensions.get(_FROM_EXTENSIONS.get(call.name, ""), "")
    if not home:
        known = [name for place, name in scope.functions if place in (schema, "public")]
        hint = did_you_mean(
            call.name, known, otherwise="Declare it under `functions:`; write its schema when others made it."
        )
        detail = f"There is no function `{call.name}` in this database."
        scope.build.mistakes.add("NP144", doc.value_place("execute"), detail, hint, address=address)
    return QualifiedName(home or schema, call.name)


def _references(written: Word | None, address: Address, scope: DatabaseScope) -> QualifiedName | None:
    if written is None or address.parent is None:
        return None
    *schema, name = table_name(str(written))
    found = scope.table("".join(schema), name, address.parent.name[0], written.span, address)
    return QualifiedName(*found) if found else None


def enabled_of(doc: Doc, address: Address, scope: DatabaseScope) -> Enabled:
    """Of ``true``, ``false``, ``always``, ``replica``."""
    written = doc.get("enabled", "true")
    states: dict[str, Enabled] = {
        "true": "origin",
        "false": "disabled",
        "always": "always",
        "replica": "replica",
    }
    if str(written).lower() not in states:
        detail = f"This must be `true`, `false`, `always` or `replica`, not `{written}`."
        scope.build.mistakes.add("NP113", doc.value_place("enabled"), detail, address=address)
    return states.get(str(written).lower(), "origin")
