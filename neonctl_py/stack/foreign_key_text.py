"""``references t(c) on delete …``: cut into its facts. Names aren't resolved here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.sql_cursor import Cursor

if TYPE_CHECKING:
    from neonctl_py.stack.sql_cursor import DefinitionError

ACTIONS: Final = ("no action", "restrict", "cascade", "set null", "set default")
MATCHES: Final = ("simple", "full")


@dataclass(slots=True)
class References:
    """What follows REFERENCES. ``schema`` "" when not written; no ``columns`` means the primary key."""

    schema: str
    table: str
    columns: tuple[str, ...] = ()
    on_delete: str = "no action"
    on_update: str = "no action"
    set_columns: tuple[str, ...] = ()
    match: str = "simple"
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    enforced: bool = True
    period: bool = False
    """The last column on either side is a range of time."""


def read_foreign_key(text: str) -> tuple[tuple[str, ...], References]:
    """``(a, b) references t (x, y) …``; without the first list no columns. Raises DefinitionError, SqlTextError."""
    cursor = Cursor(text)
    cursor.take("foreign", "key")
    columns, period = _columns(cursor)
    cursor.demand("references")
    found = read_references(cursor)
    if columns and found.columns and period != found.period:
        raise cursor.error("`period` must stand on both sides")
    _demand_end(cursor)
    return columns, found


def read_target(text: str) -> References:
    """``schema.table (column)``, as the long form's ``references`` says it. Raises as ``read_foreign_key``."""
    cursor = Cursor(text)
    found = _target(cursor)
    _demand_end(cursor)
    return found


def _demand_end(cursor: Cursor) -> None:
    if cursor.token is not None:
        raise _unknown(cursor)


def _unknown(cursor: Cursor) -> DefinitionError:
    hint = "After the columns come: match full, on delete …, on update …, deferrable, initially deferred, not valid, not enforced."
    return cursor.error("A clause of the foreign key must come here", hint)


def _columns(cursor: Cursor) -> tuple[tuple[str, ...], bool]:
    """``(a, period b)``, where it comes; nothing where it doesn't."""
    found: list[str] = []
    period = False
    if cursor.take("("):
        while not found or cursor.take(","):
            period = cursor.word() == "period" and cursor.word(1) not in {",", ")"}
            cursor.position += period
            found.append(cursor.name("A column"))
        cursor.demand(")")
    return tuple(found), period


def _target(cursor: Cursor) -> References:
    first = cursor.name("The referenced table")
    schema, table = (first, cursor.name("The table")) if cursor.take(".") else ("", first)
    columns, period = _columns(cursor)
    return References(schema, table, columns, period=period)


def read_references(cursor: Cursor) -> References:
    """What follows the word REFERENCES, up to what no longer belongs to it."""
    found = _target(cursor)
    while True:
        if cursor.take("match"):
            found.match = cursor.take_one(MATCHES)
            if not found.match:
                raise cursor.error("`full` or `simple` must come here")
        elif cursor.take("on", "delete"):
            found.on_delete = _action(cursor)
            if found.on_delete.startswith("set") and cursor.word() == "(":
                found.set_columns = cursor.names()
        elif cursor.take("on", "update"):
            found.on_update = _action(cursor)
        elif cursor.take("not", "valid"):
            found.validated = False
        elif cursor.take("not", "enforced"):
            found.enforced = False
        elif not _deferral_clause(cursor, found):
            return found


def _action(cursor: Cursor) -> str:
    action = cursor.take_one(ACTIONS)
    if not action:
        raise cursor.error("An action must come here", f"Known: {', '.join(ACTIONS)}.")
    return action


def _deferral_clause(cursor: Cursor, found: References) -> bool:
    before = cursor.position
    deferrable, deferred = deferral(cursor)
    found.deferrable |= deferrable
    found.initially_deferred |= deferred
    return cursor.position > before


def deferral(cursor: Cursor) -> tuple[bool, bool]:
    """(deferrable, initially deferred) of the clauses that come next, if any do."""
    deferrable = deferred = False
    while True:
        if cursor.take("not", "deferrable") or cursor.take("initially", "immediate"):
            continue
        if cursor.take("initially", "deferred"):
            deferrable = deferred = True
        elif cursor.take("deferrable"):
            deferrable = True
        else:
            return deferrable, deferred
