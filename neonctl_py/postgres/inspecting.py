"""Ask a running database what is going on in it. Nothing here changes anything, nor waits for others' locks.

Never here: what the answers mean (report/inspections).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.postgres.connect import connect, settings_statement, translated_errors
from neonctl_py.postgres.query_text import query_text

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

SETTINGS: Final = (
    ("statement_timeout", "30s"),
    ("lock_timeout", "1s"),
    ("default_transaction_read_only", "on"),
    ("idle_session_timeout", "0"),
)
MARK: Final = "/* neonpy inspect */"
"""Begins every question, so that whoever looks at statements, we too, knows them."""
_EXTENSION: Final = """
SELECT quote_ident(n.nspname)
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
 WHERE e.extname = %s"""


@dataclass(frozen=True, slots=True)
class Answer:
    """``columns`` without ``hurts``, which says of each row whether it needs somebody."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    hurting: tuple[bool, ...]


def inspecting_session(url: Secret, *, wake_seconds: float = 30.0) -> Connection:
    """A session that reads only, and gives up rather than wait. Raises PostgresConnectionError."""
    connection = connect(url, application_name="neonpy inspect", wake_seconds=wake_seconds)
    with translated_errors("The database can't be looked into."):
        connection.execute(settings_statement(SETTINGS, local=False))
    return connection


def schema_of_extension(connection: Connection, name: str) -> str | None:
    """Quoted; None where it is not installed."""
    with translated_errors("The extensions can't be read."):
        found = connection.execute(_EXTENSION, (name,)).fetchone()
    return None if found is None else str(found[0])


def sees_others(connection: Connection) -> bool:
    """May we read what other roles' sessions are doing?"""
    with translated_errors("Our own privileges can't be read."):
        found = connection.execute("SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')").fetchone()
    return bool(found and found[0])


def ask(connection: Connection, name: str, extension_schema: str = "", **values: Any) -> Answer:
    """The inspection of that name; ``values`` are those of its parameters. Raises PostgresError, PostgresLockError where a table is
    locked for good.
    """
    text = f"{MARK} {query_text(f'inspect/{name}', connection.info.server_version // 10_000)}"
    with translated_errors(f"{name} can't be read."):
        cursor = connection.execute(
            text.replace("EXTENSION.", f"{extension_schema}.").encode(), values or None
        )
        rows = cursor.fetchall()
    columns = tuple(column.name for column in cursor.description or ())
    if columns[:1] != ("hurts",):
        return Answer(columns, tuple(rows), (False,) * len(rows))
    return Answer(columns[1:], tuple(row[1:] for row in rows), tuple(bool(row[0]) for row in rows))
