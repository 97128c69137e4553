"""Whose turn it is to change a database: one neonpy at a time. Who has to wait is told who has it, and since when.

An advisory lock in the database itself, so that it holds between machines, and ends with the session of whoever dies. Never here:
what is done with the turn.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.journal import TABLE
from neonctl_py.apply.patience import Patience
from neonctl_py.apply.sql_session import foreign, rows
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.quoting import literal
from neonctl_py.errors import NeonpyError, PostgresConnectionError, PostgresError, PostgresLockError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    Check = Callable[[Connection], None]

LOCK_KEY: Final = int.from_bytes(b"neonpy", "big")
"""Of the advisory lock, in each database: there is at most one apply at a time."""

PATIENCE: Final = Patience(first=0.25, longest=2.0, total=120.0)

_HOLDER: Final = f"""
select a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''), coalesce(pg_catalog.host(a.client_addr), ''),
       coalesce(a.backend_start::text, ''), coalesce(pg_catalog.date_trunc('second', a.backend_start)::text, ''), pg_catalog.to_regclass('{TABLE}') is not null
  from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a using (pid)
 where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and (l.classid::bigint << 32 | l.objid::bigint) = {LOCK_KEY}
   and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
"""

_ITS_RUN: Final = f"""
select h.run::text, h.who, h.command, pg_catalog.date_trunc('second', h.started_at)::text
  from {TABLE} h
 where h.finished_at is null and h.started_at >= {{since}}
   and not exists (select from {TABLE} e where e.run = h.run and e.finished_at is not null)
 order by h.started_at desc
 limit 1
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """``patience`` until it is ours. ``stop``: set when nobody wants it any more. ``check`` is called in the session when it is ours,
    before anything is done, and raises when that must not be.
    """

    patience: Patience = field(default=PATIENCE)
    stop: threading.Event | None = None
    check: Check | None = None


@contextmanager
def exclusive(connection: Connection, turn: Turn, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the database's advisory lock. Raises PostgresLockError that says who has it, after all patience."""
    _wait(connection, turn, tell)
    if turn.check is not None:
        turn.check(connection)
    yield
    # only after success, for whoever comes next at once; else the lock ends with the session
    send(connection, f"select pg_catalog.pg_advisory_unlock({LOCK_KEY})")


def _wait(connection: Connection, turn: Turn, tell: Callable[[str], None]) -> None:
    told = ""
    for pause in (*turn.patience.pauses(), None):
        if rows(connection, f"select pg_catalog.pg_try_advisory_lock({LOCK_KEY})")[0][0]:
            return
        holder = _holder(connection)
        if holder != told:
            tell(f"waits for another neonpy: {holder}")
            told = holder
        if pause is not None:
            _sleep(pause, turn.stop)
    raise PostgresLockError(
        "Another neonpy is changing this database",
        detail=f"Waited {turn.patience.total:.0f} s for {told}.",
        hint="Wait longer with --wait 30m, or end it with pg_terminate_backend if it hangs.",
        sqlstate="55P03",
    )


def _sleep(pause: float, stop: threading.Event | None) -> None:
    if stop is None:
        time.sleep(pause)
    elif stop.wait(pause):
        raise NeonpyError("interrupted")


def _holder(connection: Connection) -> str:
    """Who, with what, since when: by the session's own words and by the journal's."""
    held_by = rows(connection, _HOLDER)
    if not held_by:
        return "a session that has just ended"
    pid, name, role, host, begun, since, has_journal = held_by[0]
    place = f" from {host}" if host else ""
    session = f"pid {pid} ({name or 'no application name'}) as {role or 'another role'}{place}"
    run = _its_run(connection, begun) if has_journal else ""
    return f"{run}; {session}" if run else f"{session}, connected since {since or 'an unknown time'}"


def _its_run(connection: Connection, session_begun: str) -> str:
    """The journal's newest run without an end. Not everyone may read the journal, nor see since when a session is there."""
    begun = literal(session_begun) if session_begun else "now() - interval '1 day'"
    try:
        with foreign("The journal can't be read."):
            found = rows(connection, _ITS_RUN.format(since=begun))
    except PostgresConnectionError:
        raise
    except PostgresError:
        return ""
    if not found:
        return ""
    run, who, command, started = found[0]
    return f"{who} with `{command}` since {started}, run {run}"
