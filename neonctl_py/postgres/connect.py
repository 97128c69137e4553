"""Sessions: how one is had, what it speaks like, and how psycopg's errors become ours. Nothing here knows the catalog."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import errors as pg
from psycopg.conninfo import conninfo_to_dict

from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.values import Secret

Connection = psycopg.Connection[tuple[Any, ...]]

WAKE_SECONDS: Final = 30.0
"""How long a suspended compute may take until it answers, all attempts together."""

_FIRST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 4.0
_NOT_YET: Final = (
    "starting up",
    "not yet accepting",
    "shutting down",
    "in recovery mode",
    "terminating connection",
)
_SESSION_CLASSES: Final = ("", "08", "28", "3D", "53", "57")
"""SQLSTATE classes that say something about the session, not about a statement. psycopg has none where libpq failed."""

SESSION_SETTINGS: Final[tuple[tuple[str, str], ...]] = (
    ("timezone", "UTC"),
    ("datestyle", "ISO, MDY"),
    ("intervalstyle", "postgres"),
    ("extra_float_digits", "3"),
    ("bytea_output", "hex"),
    ("quote_all_identifiers", "off"),
    ("xmlbinary", "base64"),
    ("lc_monetary", "C"),
)
"""What constants in the catalog's expressions are read and written with: the same in every session of ours, or a
default of ``'2030-01-01'`` would mean another instant, and be spelled otherwise, in each."""


def connect(
    url: Secret,
    *,
    connect_timeout: float = 10.0,
    application_name: str = "neonpy",
    wake_seconds: float = WAKE_SECONDS,
) -> Connection:
    """A session in autocommit mode with ``SESSION_SETTINGS``. Waits for a compute that is waking up: refused, timed out and
    cut-off attempts are repeated with growing pauses for ``wake_seconds`` in all. Raises PostgresConnectionError.
    """
    parameters = _parameters(url)
    parameters |= {"application_name": application_name, "connect_timeout": max(2, round(connect_timeout))}
    deadline = time.monotonic() + wake_seconds
    pause = _FIRST_PAUSE
    while True:
        try:
            return _session(parameters)
        except PostgresConnectionError as error:
            if not _may_be_waking(error) or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _parameters(url: Secret) -> dict[str, Any]:
    """The URL's parts. libpq quotes a malformed URL in its message, so that message never leaves this function."""
    try:
        return conninfo_to_dict(url.reveal())
    except psycopg.ProgrammingError:
        raise PostgresConnectionError(
            "The connection URL can't be read.",
            detail="It is not shown, because it may hold a password.",
            hint="Write postgresql://role:password@host/database, with special characters percent-encoded.",
        ) from None


def _session(parameters: dict[str, Any]) -> Connection:
    where = f"{parameters.get('host', 'the local socket')}, database {parameters.get('dbname', '(default)')}"
    with translated_errors(f"The database can't be reached: {where}."):
        connection = psycopg.connect(**parameters, autocommit=True)
        try:
            connection.execute(settings_statement(SESSION_SETTINGS, local=False))
        except psycopg.Error:
            connection.close()
            raise
    return connection


def _may_be_waking(error: PostgresConnectionError) -> bool:
    """A server that answered has said why; libpq gives no SQLSTATE for that, only its words."""
    if "failed to resolve host" in error.detail:
        return False
    answered = "FATAL" in error.detail or error.sqlstate != ""
    return not answered or any(words in error.detail for words in _NOT_YET)


def settings_statement(settings: tuple[tuple[str, str], ...], *, local: bool) -> str:
    """One SELECT that makes all the settings, for the transaction (``local``) or for the session."""
    calls = (f"pg_catalog.set_config('{name}', {_literal(value)}, {local})" for name, value in settings)
    return "SELECT " + ", ".join(calls)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def translated_errors(summary: str) -> Iterator[None]:
    """Turn what psycopg raises inside into our errors, keeping the cause. ``summary`` says what could not be done."""
    try:
        yield
    except pg.LockNotAvailable as error:
        raise PostgresLockError(
            summary,
            detail=_words(error),
            hint="Another session holds a lock on it. Try again when it has ended.",
            sqlstate=error.sqlstate or "",
        ) from error
    except psycopg.OperationalError as error:
        state = error.sqlstate or ""
        kind = PostgresConnectionError if state[:2] in _SESSION_CLASSES else PostgresError
        raise kind(summary, detail=_words(error), sqlstate=state) from error
    except psycopg.Error as error:
        raise PostgresError(summary, detail=_words(error), sqlstate=error.sqlstate or "") from error


def _words(error: psycopg.Error) -> str:
    """The server's message with its detail and hint; for an error of libpq its own text, which holds no password."""
    said = error.diag
    parts = (said.message_primary, said.message_detail, said.message_hint)
    return "\n".join(part for part in parts if part) or str(error).strip()
