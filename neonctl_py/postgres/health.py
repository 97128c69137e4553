"""What else is going on in a database: asked before something takes a strong lock. Nothing here changes or stops it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.query_text import query_text

if TYPE_CHECKING:
    from neonctl_py.postgres.connect import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Another session with an open transaction. ``seconds`` since it began; ``locks`` as ``schema.table: ShareLock``;
    ``blocked_by`` the pids that it waits for. What it runs is not read: a statement may hold secrets.
    """

    pid: int
    role: str
    application: str
    state: str
    seconds: float
    waits_for_lock: bool
    blocked_by: tuple[int, ...]
    locks: tuple[str, ...]


def activity(connection: Connection) -> tuple[Session, ...]:
    """The sessions of this database with an open transaction, the longest first. A role that is not a member of
    pg_monitor sees only its own. Raises PostgresError.
    """
    with translated_errors("The activity in the database can't be read."):
        rows = connection.execute(query_text("activity", connection.info.server_version // 10_000)).fetchall()
    return tuple(
        Session(
            pid=pid,
            role=role or "",
            application=application or "",
            state=state or "",
            seconds=seconds,
            waits_for_lock=bool(waits),
            blocked_by=tuple(blocked_by),
            locks=tuple(locks),
        )
        for pid, role, application, state, seconds, waits, blocked_by, locks in rows
    )
