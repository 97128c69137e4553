"""What steps do to a database while they are done, measured: time, locks and how long they are held, rows, bytes.

Asked in the session that does the step, inside its transaction; of what runs outside transactions a second session looks. Never
here: doing a step, and judging what was measured.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Self

from neonctl_py.apply.sql_session import foreign, rows
from neonctl_py.errors import PostgresError
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.report.rehearsal_report import StepMeasured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.steps import SqlStep

_STRENGTH: Final = {
    "AccessShareLock": "ACCESS SHARE",
    "RowShareLock": "ROW SHARE",
    "RowExclusiveLock": "ROW EXCLUSIVE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}
"""As ``pg_locks`` calls them and as Postgres' documents do, the weakest first."""
_RANK: Final = {mode: number for number, mode in enumerate(_STRENGTH)}
_FIRST_OWN: Final = 16384
_COUNTED: Final = 1 << 30
"""Bytes up to which the rows of a table that was written anew are counted; above, the statistics must do."""
_EVERY: Final = 0.002

_TABLES: Final = f"""
select c.oid::bigint, n.nspname, c.relname, c.reltuples::bigint, pg_catalog.pg_relation_filenode(c.oid)::bigint
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'm', 'f', 'v') and c.oid >= {_FIRST_OWN} and n.nspname <> 'neonpy'
   and n.nspname !~ '^pg_temp'
"""
_LOCKS: Final = f"""
select l.relation::bigint, l.mode
  from pg_catalog.pg_locks l
 where l.locktype = 'relation' and l.granted and l.relation >= {_FIRST_OWN} and l.pid = {{pid}}
   and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
"""
_HELD: Final = f"""
select l.relation, l.mode, pg_catalog.pg_relation_filenode(l.relation::oid)::bigint,
       coalesce(pg_catalog.pg_stat_get_xact_tuples_inserted(l.relation::oid), 0)
       + coalesce(pg_catalog.pg_stat_get_xact_tuples_updated(l.relation::oid), 0)
       + coalesce(pg_catalog.pg_stat_get_xact_tuples_deleted(l.relation::oid), 0)
  from ({_LOCKS.format(pid="pg_catalog.pg_backend_pid()")}) l
"""
_LOG: Final = "select pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
_SIZE: Final = (
    "select pg_catalog.pg_total_relation_size({table}::oid), pg_catalog.pg_relation_size({table}::oid)"
)


@dataclass(frozen=True, slots=True)
class _Table:
    schema: str
    name: str
    rows: int
    file: int | None


@dataclass(frozen=True, slots=True)
class _Lock:
    mode: str
    since: float


@dataclass(slots=True)
class _Noted:
    """A step of the transaction under way. ``rewritten``: the tables that got new files."""

    measured: StepMeasured
    lock: _Lock | None
    rewritten: list[int] = field(default_factory=list)


class Meter:
    """Of one database. ``measured`` grows with what is committed."""

    def __init__(self, url: Secret) -> None:
        self._url = url
        self.measured: list[StepMeasured] = []
        self._tables: dict[int, _Table] = {}
        self._locks: dict[int, _Lock] = {}
        self._changed: dict[int, int] = {}
        self._files: dict[int, int | None] = {}
        self._log = 0
        self._noted: list[_Noted] = []

    def begin(self, connection: Connection) -> None:
        """A transaction has begun, or something without one is about to: what is there before it."""
        with foreign("The rehearsal can't be measured."):
            self._tables = {oid: _Table(*rest) for oid, *rest in rows(connection, _TABLES)}
            self._log = int(rows(connection, _LOG)[0][0])
        self._locks, self._changed, self._noted = {}, {}, []
        self._files = {oid: table.file for oid, table in self._tables.items()}

    @contextmanager
    def step(self, connection: Connection, step: SqlStep) -> Iterator[None]:
        """Around what a step sends inside a transaction."""
        started = time.monotonic()
        yield
        ended = time.monotonic()
        with foreign("The rehearsal can't be measured."):
            held = rows(connection, _HELD)
            log = int(rows(connection, _LOG)[0][0])
        noted = _Noted(
            StepMeasured(
                address=step.address,
                operation=step.operation,
                seconds=ended - started,
                wal_bytes=max(0, log - self._log),
            ),
            None,
        )
        self._log = log
        touched = {relation for relation, mode, *_ in held if self._is_stronger(relation, mode, started)}
        touched |= {oid for oid in self._locks if self._is_of(oid, step)}
        self._note_strongest(noted, touched)
        self._note_rows(noted, held)
        self._noted.append(noted)

    def end(self, connection: Connection) -> None:
        """It is committed: the locks are given back now."""
        ended = time.monotonic()
        for noted in self._noted:
            measured = noted.measured
            if noted.lock is not None:
                measured = replace(measured, lock_seconds=ended - noted.lock.since)
            for table in noted.rewritten:
                measured = self._with_size(connection, measured, table)
            self.measured.append(measured)
        self._noted = []

    @contextmanager
    def outside(self, connection: Connection, step: SqlStep) -> Iterator[None]:
        """Around a step without a transaction: another session looks what it holds."""
        self.begin(connection)
        pid = rows(connection, "select pg_catalog.pg_backend_pid()")[0][0]
        with _Watcher(self._url, int(pid)) as watcher:
            started = time.monotonic()
            yield
            seconds = time.monotonic() - started
        with foreign("The rehearsal can't be measured."):
            log = int(rows(connection, _LOG)[0][0])
        seen = {key: times for key, times in watcher.seen.items() if key[0] in self._tables}
        best = max(seen, key=lambda key: _RANK.get(key[1], -1), default=None)
        lock, locked, held = "", "", 0.0
        if best is not None:
            table, (first, last) = self._tables[best[0]], seen[best]
            lock, locked, held = _STRENGTH.get(best[1], best[1]), f"{table.schema}.{table.name}", last - first
        self.measured.append(
            StepMeasured(
                address=step.address,
                operation=step.operation,
                seconds=seconds,
                lock=lock or step.effect.lock,
                locked=locked,
                lock_seconds=held or seconds,
                wal_bytes=max(0, log - self._log),
            )
        )

    def _is_stronger(self, relation: int, mode: str, since: float) -> bool:
        """Note the lock where it is a new one, on a table that others can know."""
        known = self._locks.get(relation)
        if relation not in self._tables or (known and _RANK.get(known.mode, -1) >= _RANK.get(mode, -1)):
            return False
        self._locks[relation] = _Lock(mode, since)
        return True

    def _is_of(self, oid: int, step: SqlStep) -> bool:
        owner = step.address.container("table") or step.address.container("materialized_view")
        table = self._tables[oid]
        return owner is not None and owner.name == (table.schema, table.name)

    def _note_strongest(self, noted: _Noted, touched: set[int]) -> None:
        if touched:
            best = max(touched, key=lambda oid: (_RANK.get(self._locks[oid].mode, -1), -oid))
            table, lock = self._tables[best], self._locks[best]
            noted.lock = lock
            noted.measured = replace(
                noted.measured,
                lock=_STRENGTH.get(lock.mode, lock.mode),
                locked=f"{table.schema}.{table.name}",
            )

    def _note_rows(self, noted: _Noted, held: list[tuple[int, str, int | None, int]]) -> None:
        changed = 0
        for relation, _, file, count in {row[0]: row for row in held}.values():
            if relation in self._tables and file != self._files.get(relation) and file is not None:
                noted.rewritten.append(relation)
                self._files[relation] = file
            elif relation in self._tables:
                changed += max(0, count - self._changed.get(relation, 0))
            self._changed[relation] = count
        noted.measured = replace(noted.measured, rows=changed)

    def _with_size(self, connection: Connection, measured: StepMeasured, oid: int) -> StepMeasured:
        with foreign("The rehearsal can't be measured."):
            total, size = rows(connection, _SIZE.format(table=oid))[0]
            if total is None:  # it was dropped by a later step
                return measured
            count = self._tables[oid].rows
            if size <= _COUNTED:
                name = rows(connection, f"select {oid}::regclass::text")[0][0]
                count = rows(connection, f"select count(*) from only {name}")[0][0]
        return replace(
            measured, rows=measured.rows + max(0, int(count)), file_bytes=measured.file_bytes + int(total)
        )


class _Watcher:
    """Looks at the locks of a session again and again, from a session of its own. A context manager."""

    def __init__(self, url: Secret, pid: int) -> None:
        self.seen: dict[tuple[int, str], tuple[float, float]] = {}
        self._session = connect(url)
        self._query = _LOCKS.format(pid=pid).encode()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        with closing(self._session):
            while True:
                now = time.monotonic()
                try:
                    with translated_errors("The rehearsal can't be measured."):
                        found = self._session.execute(self._query).fetchall()
                except PostgresError:
                    return  # what was seen so far is all there is
                for relation, mode in found:
                    first, _ = self.seen.get((relation, mode), (now, now))
                    self.seen[relation, mode] = (first, now)
                if self._is_over.wait(_EVERY):
                    return
