"""Statements that may fail, in a transaction that is rolled back: what works stays until then, what fails spoils nothing else.

Nothing here knows what the statements are for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg

from neonctl_py.postgres.connect import settings_statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.postgres.connect import Connection

_REFUSALS: Final = (
    psycopg.ProgrammingError,
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.InternalError,
    psycopg.NotSupportedError,
)
"""What Postgres raises because of the statement itself. A lock that can't be had or a lost session is none of these."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One statement; its unqualified names are looked up in ``schema``, then ``public``. ``instead``: what is tried when it fails."""

    schema: str
    text: str
    instead: tuple[Attempt, ...] = ()


def attempt_all(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Run them in their order, all in one round trip when all work; around a failure by halves, each under a savepoint.

    Raises psycopg's errors that are not the statements' own.
    """
    pending = [attempts]
    while pending:
        batch = pending.pop()
        if not batch or _all_work(connection, batch):
            continue
        if len(batch) == 1:
            pending.append(batch[0].instead)
        else:
            middle = len(batch) // 2
            pending += [batch[middle:], batch[:middle]]


def _all_work(connection: Connection, batch: Sequence[Attempt]) -> bool:
    # a pipeline also keeps us from the simple protocol, where one text could hold several statements, even a COMMIT
    try:
        with connection.pipeline():
            refused = not _are_taken(connection, batch)
    except (*_REFUSALS, psycopg.errors.PipelineAborted):
        refused = True
    if refused:
        connection.execute("ROLLBACK TO SAVEPOINT attempt")
    return not refused


def _are_taken(connection: Connection, batch: Sequence[Attempt]) -> bool:
    """An early refusal is caught inside the pipeline, or psycopg would log what it finds when it leaves the pipeline."""
    try:
        for statement in _with_paths(batch):
            connection.execute(statement, prepare=False)
    except _REFUSALS:
        return False
    return True


def _with_paths(batch: Sequence[Attempt]) -> Iterator[str]:
    yield "SAVEPOINT attempt"
    schema = None
    for attempt in batch:
        if attempt.schema != schema:
            schema = attempt.schema
            yield settings_statement((("search_path", _path(schema)),), local=True)
        yield attempt.text
    yield "RELEASE SAVEPOINT attempt"


def _path(schema: str) -> str:
    """Temporary objects come last, so that they hide no real one of their name."""
    return f"{quoted(schema)}, public, pg_temp"


def quoted(name: str) -> str:
    """An identifier as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'
