"""A document's own SQL, run on its stack: as it is written, or as the stack's README corrects it.

A stack's list is in ``document_sql_STACK.py``; its story runs it. Never here: what one document says.
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

Rows = list[tuple[Any, ...]]
Session = psycopg.Connection[Any]


@dataclass(frozen=True)
class Said:
    """One statement of a document, and what has to come of it. With no expectation it has to run."""

    section: str
    """Where the document says it, in its own words."""
    sql: str
    given: tuple[str, ...] = ()
    """What the owner runs before, in the same transaction."""
    database: str = ""
    """Of a stack with several, which one."""
    role: str = ""
    """Who runs it. The database's owner when nobody is named."""
    returns: Rows | None = None
    """Exactly these rows. Of ``COPY … TO STDOUT``: one row of one text per line."""
    holds: Callable[[Rows], bool] | None = None
    """What is true of its rows."""
    uses: str = ""
    """The index that its plan names, when reading the whole table is made unattractive."""
    refused: str = ""
    """SQLSTATE of the refusal."""
    stays: bool = False
    """Outside of a transaction, and not undone: ``VACUUM``, ``CREATE INDEX CONCURRENTLY``."""


def run_document(
    statements: Iterable[Said], session: Callable[[str], AbstractContextManager[Session]]
) -> None:
    """Each statement in a transaction of its own, which is rolled back; one session for each database. ``session(database)`` is its owner's."""
    with ExitStack() as until_the_end:
        open_session = cache(lambda database: until_the_end.enter_context(session(database)))
        for said in statements:
            connection = open_session(said.database)
            with nullcontext() if said.stays else connection.transaction(force_rollback=True):
                _run(connection, said)


def _run(connection: Session, said: Said) -> None:
    for statement in said.given:
        connection.execute(statement.encode())
    if said.role:
        connection.execute(f'grant "{said.role}" to current_user with set true'.encode())
        connection.execute(f'set local role "{said.role}"'.encode())
    if said.refused:
        with pytest.raises(psycopg.Error) as refusal:
            connection.execute(said.sql.encode())
        assert refusal.value.sqlstate == said.refused, f"{said.section}: {refusal.value}"
        return
    if said.uses:
        connection.execute("set local enable_seqscan = off")
        plan = "\n".join(line for (line,) in connection.execute(f"explain {said.sql}".encode()).fetchall())
        assert said.uses in plan, f"{said.section}: {said.sql}\n{plan}"
    rows = _rows(connection, said.sql)
    if said.returns is not None:
        assert rows == said.returns, f"{said.section}: {said.sql}"
    if said.holds is not None:
        assert said.holds(rows), f"{said.section}: {said.sql}\n{rows}"


def _rows(connection: Session, sql: str) -> Rows:
    cursor = connection.cursor()
    if sql.lower().startswith("copy") and "to stdout" in sql.lower():
        with cursor.copy(sql.encode()) as copied:
            text = b"".join(copied).decode()
        return [(line,) for line in text.splitlines()]
    cursor.execute(sql.encode())
    return cursor.fetchall() if cursor.description else []
