"""One read-only transaction that sees one instant of the catalog, and several queries in one round trip."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from psycopg.pq import TransactionStatus

from neonctl_py.errors import InternalError
from neonctl_py.postgres.connect import SESSION_SETTINGS, settings_statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.reading import Row

LOCK_TIMEOUT: Final = "5s"
STATEMENT_TIMEOUT: Final = "120s"
_ROWS_PER_LOOK: Final = 200

_READING: Final = (
    *SESSION_SETTINGS,
    ("statement_timeout", STATEMENT_TIMEOUT),
    ("jit", "off"),  # the queries of a large catalog look expensive, and compiling them is
)


@contextmanager
def transaction(connection: Connection, kind: str) -> Iterator[None]:
    """BEGIN ``kind``, and always ROLLBACK: nothing that runs inside is meant to stay. The session must be idle."""
    if not _is_idle(connection) or not connection.autocommit:
        raise InternalError("the catalog is read in a session that is in use")
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    finally:
        if not connection.closed and not _is_idle(connection):
            connection.execute("ROLLBACK")


def _is_idle(connection: Connection) -> bool:
    return connection.info.transaction_status == TransactionStatus.IDLE


def read_settings(*, search_path: str = "", lock_timeout: str = LOCK_TIMEOUT) -> str:
    """The statement that makes deparsed text the same in every session: every name qualified, dates in UTC."""
    return settings_statement(
        (*_READING, ("search_path", search_path), ("lock_timeout", lock_timeout)), local=True
    )


def answers(
    connection: Connection, queries: Sequence[str], parameters: Mapping[str, Any] | None = None
) -> list[list[Row]]:
    """The rows of each query (a statement without any is left out), all sent before the first answer is waited for."""
    with meanwhile(connection, queries, parameters) as rows:
        pass
    return rows


@contextmanager
def meanwhile(
    connection: Connection, queries: Sequence[str], parameters: Mapping[str, Any] | None = None
) -> Iterator[list[list[Row]]]:
    """All queries are sent, and the server works on them while the body runs; afterwards the list holds the rows of each."""
    cursors = [connection.cursor() for _ in queries]
    rows: list[list[Row]] = []
    with connection.pipeline():
        for cursor, query in zip(cursors, queries, strict=True):
            cursor.execute(query, parameters, prepare=False)
        yield rows
    rows += (cursor.fetchall() for cursor in cursors if cursor.description is not None)


def listening(connection: Connection, rows: Iterable[Row]) -> Iterator[Row]:
    """``rows``, while answers that have arrived are taken off the line: a server that can't get rid of them stands still."""
    for number, row in enumerate(rows):
        if number % _ROWS_PER_LOOK == 0:
            connection.pgconn.consume_input()
        yield row
