"""Sessions: how one is had, what it speaks like, and how psycopg's errors become ours. Nothing here knows the catalog."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import errors as pg
from psycopg.conninfo import conninfo_to_dict

from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.postgres.breaker import BackoffPolicy, Breaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.values import Secret

Connection = psycopg.Connection[tuple[Any, ...]]

WAKE_SECONDS: Final = 35.0
"""How long a suspended compute may take until it answers, all attempts together."""

BACKOFF: Final = BackoffPolicy()
_BREAKERS: Final[dict[str, Breaker]] = {}
"""By server, as long as the process lives."""

_NOT_YET: Final = (
    "starting up",
    "not yet accepting",
    "shutting down",
    "in recovery mode",
    "terminating connection",
    "too many c",
    "remaining connection slots",
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
    """A session in autocommit mode with ``SESSION_SETTINGS``. Waits for a compute that is waking up or has no session left: refused,
    timed out and cut-off attempts are repeated after 1, 2, 4, 8 and 16 seconds, for ``wake_seconds`` in all. A server that
    has failed ten times within 30 seconds is left alone for a minute. Raises PostgresConnectionError.
    """
    parameters = _parameters(url)
    parameters |= {"application_name": application_name, "connect_timeout": max(2, round(connect_timeout))}
    breaker = breaker_of(url)
    if (seconds := breaker.seconds_to_wait(time.monotonic())) > 0:
        raise PostgresConnectionError(
            f"The database is left alone for now: {_place(parameters)}.",
            detail="Ten sessions could not be had within 30 seconds.",
            hint=f"Try again in {seconds:.0f} seconds.",
        )
    try:
        connection = _persistent(parameters, time.monotonic() + wake_seconds)
    except PostgresConnectionError as error:
        if _says_more_than_no(error):
            breaker.succeeded()
        else:
            breaker.failed(time.monotonic())
        raise
    breaker.succeeded()
    return connection


def as_new(connection: Connection) -> Connection | None:
    """The session as ``connect`` would give it, whatever was set in it; None, and closed, where it is none any more."""
    try:
        for statement in ("RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"):
            connection.execute(statement, prepare=False)
        connection.execute(settings_statement(SESSION_SETTINGS, local=False))
    except psycopg.Error:
        connection.close()
        return None
    return connection


def seconds_to_connect(url: Secret, *, attempts: int = 3) -> float:
    """How long a session takes to be had, no setting made: the middle one of several attempts. Raises PostgresConnectionError."""
    parameters = _parameters(url) | {"application_name": "neonpy"}
    took = []
    for _ in range(attempts):
        began = time.monotonic()
        with translated_errors(f"The database can't be reached: {_place(parameters)}."):
            psycopg.connect(**parameters).close()
        took.append(time.monotonic() - began)
    return sorted(took)[len(took) // 2]


def breaker_of(url: Secret) -> Breaker:
    """That of the URL's server. Raises PostgresConnectionError for a URL that can't be read."""
    parameters = _parameters(url)
    server = f"{parameters.get('host')}:{parameters.get('port')}"
    return _BREAKERS.setdefault(server, Breaker())


def failed_connections(url: Secret) -> int:
    """How many sessions this process could not have of the URL's server within the last 30 seconds."""
    return breaker_of(url).failures(time.monotonic())


def _persistent(parameters: dict[str, Any], deadline: float) -> Connection:
    attempt = 0
    while True:
        try:
            return _session(parameters)
        except PostgresConnectionError as error:
            pause = BACKOFF.pause(attempt)
            if not _may_be_waking(error) or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
        attempt += 1


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
    with translated_errors(f"The database can't be reached: {_place(parameters)}."):
        connection = psycopg.connect(**parameters, autocommit=True)
        try:
            connection.execute(settings_statement(SESSION_SETTINGS, local=False))
        except psycopg.Error:
            connection.close()
            raise
    return connection


def _place(parameters: dict[str, Any]) -> str:
    return f"{parameters.get('host', 'the local socket')}, database {parameters.get('dbname', '(default)')}"


def _says_more_than_no(error: PostgresConnectionError) -> bool:
    """A wrong password or an unknown database is told by a server that is well."""
    return "FATAL" in error.detail and not any(words in error.detail for words in _NOT_YET)


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
