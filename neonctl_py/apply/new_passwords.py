"""A new password for a role that is there: delivered first, valid from the commit on, and noted in the journal without it.

Never here: whose turn it is, and where a password is kept.
"""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from neonctl_py.apply import passwords as pw
from neonctl_py.apply.journal import TABLE, Journal, session_name
from neonctl_py.apply.sql_session import foreign, opened
from neonctl_py.apply.turn import Turn, exclusive
from neonctl_py.ddl.execute import send
from neonctl_py.errors import NeonpyError, PostgresError
from neonctl_py.model.values import Secret
from neonctl_py.postgres.connect import connect, translated_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from neonctl_py.apply.journal import Run
    from neonctl_py.postgres.connect import Connection

    Deliver = Callable[[Secret], None]

_AGES: Final = f"""
select statement, min(extract(epoch from pg_catalog.clock_timestamp() - finished_at))::float8
  from {TABLE}, lateral pg_catalog.jsonb_array_elements_text(statements) as statement
 where outcome = 'applied' and statement = any(%(statements)s::text[])
 group by statement
"""
_LOST: Final = f"""
select distinct statement
  from {TABLE} as begun, lateral pg_catalog.jsonb_array_elements_text(statements) as statement
 where outcome = 'started' and statement = any(%(statements)s::text[])
   and not exists (select from {TABLE} as done where done.outcome = 'applied' and done.finished_at >= begun.started_at
                      and pg_catalog.jsonb_exists(done.statements, statement))
"""
_ROLES: Final = "select rolname::text from pg_catalog.pg_roles"


def password_ages(url: Secret, roles: Iterable[str]) -> dict[str, float]:
    """Seconds since neonpy last gave each of these roles a password, as the journal of this database knows it; a role that it
    doesn't know is not in the answer. Raises PostgresError.
    """
    by_statement = {pw.shown_statement(role): role for role in roles}
    return {by_statement[statement]: seconds for statement, seconds in _noted(url, _AGES, by_statement)}


def lost_passwords(url: Secret, roles: Iterable[str]) -> frozenset[str]:
    """Those of the roles that got a password which nobody is known to have: asked for, and never noted as delivered. As above."""
    with closing(connect(url)) as connection:
        return lost_by(connection, roles)


def lost_by(connection: Connection, roles: Iterable[str]) -> frozenset[str]:
    """The same in a session that is open."""
    by_statement = {pw.shown_statement(role): role for role in roles}
    return frozenset(by_statement[statement] for (statement,) in _asked(connection, _LOST, by_statement))


def _noted(url: Secret, query: str, statements: Iterable[str]) -> list[tuple[Any, ...]]:
    with closing(connect(url)) as connection:
        return _asked(connection, query, statements)


def _asked(connection: Connection, query: str, statements: Iterable[str]) -> list[tuple[Any, ...]]:
    with translated_errors("The journal can't be read."):
        there = connection.execute(f"select pg_catalog.to_regclass('{TABLE}') is not null".encode())
        if there.fetchone() != (True,):
            return []
        return connection.execute(query.encode(), {"statements": list(statements)}).fetchall()


def role_names(url: Secret) -> frozenset[str]:
    """The roles that the server has. Raises PostgresError."""
    with closing(connect(url)) as connection, translated_errors("The roles can't be read."):
        return frozenset(str(row[0]) for row in connection.execute(_ROLES.encode()).fetchall())


def set_password(
    url: Secret, role: str, deliver: Deliver, run: Run, *, tell: Callable[[str], None], turn: Turn
) -> None:
    """In one transaction: the server takes it, then ``deliver`` does, then it is committed. So a password that can't be delivered
    is never valid, and one that is valid was delivered. Raises what ``deliver`` raises, or PostgresError; the old one then holds.
    """
    password, shown = pw.generate_password(), pw.shown_statement(role)
    journal = Journal(run)
    with opened(url, session_name(run)) as connection, exclusive(connection, turn, tell):
        journal.begin(connection)
        try:
            with foreign("The password could not be changed."):
                send(connection, "begin")
                send(connection, pw.password_statement(role, pw.scram_verifier(password)).reveal())
            deliver(password)
            with foreign(
                "The password was delivered, and the database did not take it: type the same again."
            ):
                send(connection, "commit")
        except (NeonpyError, OSError):
            _give_up(journal, connection)
            raise
        journal.finish(connection, "applied", (shown,))


@contextmanager
def noted_first(url: Secret, fresh_url: Callable[[], Secret], role: str, run: Run) -> Iterator[None]:
    """Around a reset that holds before anybody can take the password: the journal says what begins, and its end only when all went
    well. Until then the role is among ``lost_passwords``. ``fresh_url``: of the same place, with the new password. Raises PostgresError.
    """
    journal, shown = Journal(run), (pw.shown_statement(role),)
    with opened(url, session_name(run)) as connection:
        journal.begin(connection, shown)
    try:
        yield
    except (NeonpyError, OSError):
        with suppress(NeonpyError), opened(fresh_url(), session_name(run)) as connection:
            journal.finish(connection, "failed", ())  # the first failure is the one to tell
        raise
    with opened(fresh_url(), session_name(run)) as connection:
        journal.finish(connection, "applied", shown)


def _give_up(journal: Journal, connection: object) -> None:
    try:
        send(connection, "rollback")  # type: ignore[arg-type]  # the session of the caller
        journal.finish(connection, "failed", ())  # type: ignore[arg-type]  # as above
    except PostgresError:
        return  # the session is gone, and with it the transaction; the first failure is the one to tell


def signs_in(url: Secret, user: str, password: Secret) -> str:
    """Why the new password does not open a session at the same place; "" where it does."""
    try:
        with closing(connect(as_user(url, user, password))) as connection, translated_errors(""):
            connection.execute(b"select 1")
    except PostgresError as error:
        return error.detail or error.summary
    return ""


def as_user(url: Secret, user: str, password: Secret) -> Secret:
    """The same place, as somebody else."""
    parts = urlsplit(url.reveal())
    place = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password.reveal(), safe='')}@{place}"
    return Secret(urlunsplit(parts._replace(netloc=netloc)))
