"""A long statement, watched from a second session: how far an index is, and for whom it waits. Never here: the statement.

The session is opened only when the statement lasts, and what it can't do is no reason to stop.
"""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.blockers import Blocker, told
from neonctl_py.errors import PostgresError
from neonctl_py.postgres.connect import connect, translated_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

_FIRST: Final = 0.3
_EVERY: Final = 2.0
"""Seconds between two looks."""

_BLOCKERS: Final = """
select a.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), coalesce(a.state, ''),
       coalesce(a.xact_start::timestamptz(0)::text, ''),
       coalesce(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::bigint, 0),
       pg_catalog.left(pg_catalog.regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 80)
  from pg_catalog.unnest(pg_catalog.pg_blocking_pids(%s)) blocking (pid)
  join pg_catalog.pg_stat_activity a on a.pid = blocking.pid
 order by 6 desc
"""

_PROGRESS: Final = """
select phase, greatest(blocks_total, 1), least(blocks_done, blocks_total)
  from pg_catalog.pg_stat_progress_create_index
 where pid = %s and blocks_total > 0
"""


@contextmanager
def watched(url: Secret, pid: int, tell: Callable[[str], None]) -> Iterator[None]:
    """While the session ``pid`` works, ``tell`` hears what it waits for and how far it is, as often as that changes."""
    done = threading.Event()
    thread = threading.Thread(target=_watch, args=(url, pid, tell, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _watch(url: Secret, pid: int, tell: Callable[[str], None], done: threading.Event) -> None:
    if done.wait(_FIRST):
        return
    try:
        with translated_errors("The statement can't be watched."), closing(connect(url)) as session:
            before = ""
            while True:
                text = _look(session, pid)
                if text and text != before:
                    tell(text)
                before = text
                if done.wait(_EVERY):
                    return
    except PostgresError as error:
        tell(f"can't be watched: {error.detail or error.summary}")


def _look(session: Connection, pid: int) -> str:
    blockers = [Blocker(*row) for row in session.execute(_BLOCKERS, (pid,)).fetchall()]
    if blockers:
        return f"waits for {told(blockers)}"
    for phase, total, blocks in session.execute(_PROGRESS, (pid,)).fetchall():
        return f"{phase}, {100 * blocks // total} %"
    return ""
