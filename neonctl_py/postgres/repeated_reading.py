"""Reading a catalog that others change meanwhile. Never here: what is read.

Deparsing functions look at the catalog as it is now, not as it was when our snapshot was taken: some fail on what vanished
meanwhile ("cache lookup failed"), and then all is read anew. Where that happens, the next attempt holds the tables still, with the
lock that every SELECT takes; it waits for nobody, so that it can't be a part of a deadlock.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

from psycopg import errors as pg

from neonctl_py.errors import InternalError, PostgresError
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.snapshot import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.postgres.connect import Connection

_ATTEMPTS: Final = 20
_PAUSE: Final = 0.05
_MOST_TABLES: Final = 3_000
"""Locks have a table of limited size, and it is everybody's."""
_VANISHED: Final = (
    pg.InternalError_,
    pg.UndefinedTable,
    pg.UndefinedObject,
    pg.UndefinedColumn,
    pg.UndefinedFunction,
    pg.InvalidSchemaName,
)
_Read = TypeVar("_Read")


def repeated(connection: Connection, read: Callable[[], _Read]) -> _Read:
    """What ``read`` gives inside one read-only transaction. Raises PostgresError when the catalog changes faster than it is read."""
    held = False
    for attempt in range(1, _ATTEMPTS + 1):
        holding = held
        try:
            with transaction(connection, "ISOLATION LEVEL REPEATABLE READ READ ONLY"):
                if held:
                    _hold_tables(connection)
                holding = False
                return read()
        except _VANISHED as error:
            held = True
            if attempt == _ATTEMPTS:
                raise PostgresError(
                    "The catalog changes faster than it can be read.",
                    detail=f"Other sessions create and drop objects, again and again: {error.diag.message_primary}",
                    hint="Try again when they have ended.",
                    sqlstate=error.sqlstate or "",
                ) from error
        except pg.LockNotAvailable:
            if not holding:
                raise
            held = False  # somebody changes a table right now: the next attempt goes without
        time.sleep(_PAUSE)
    raise InternalError("the last attempt to read the catalog neither worked nor failed")


def _hold_tables(connection: Connection) -> None:
    row = connection.execute(query_text("lockable", connection.info.server_version // 10_000)).fetchone()
    names, count = row if row is not None else (None, 0)
    if names is not None and count <= _MOST_TABLES:
        connection.execute(f"LOCK TABLE {names} IN ACCESS SHARE MODE NOWAIT".encode())
