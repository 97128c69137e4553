"""Rows that a table has already get their value: in batches along the key, each a transaction of its own, with pauses, and as fast as the
server bears it.

Where it is, is noted in the database with each batch (``neonpy.backfill``), so that the same command goes on after anything. Rows written
meanwhile get their value by a trigger, so a key that was passed needs no second look. Never here: which rows, or what value.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.apply.sql_session import foreign, rows
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operations.expand import filling, work
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.report.events import StepProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from neonctl_py.apply.patience import Patience
    from neonctl_py.plan.steps import SqlStep
    from neonctl_py.report.events import Event

_NOTES: Final = """
do $$ begin if pg_catalog.to_regnamespace('neonpy') is null then create schema neonpy; end if; end $$;
create table if not exists neonpy.backfill (
    what text primary key,
    position jsonb not null,
    seen bigint not null,
    at timestamptz not null default pg_catalog.now()
);
comment on table neonpy.backfill is 'How far neonpy has filled a column: gone when it is done.';
revoke all on neonpy.backfill from public
"""
LOAD: Final = """
select coalesce((select max(extract(epoch from replay_lag)) from pg_catalog.pg_stat_replication), 0),
       coalesce((select max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn))
                   from pg_catalog.pg_stat_replication), 0),
       (select count(*) from pg_catalog.pg_locks
         where not granted and locktype = 'relation' and relation = {table}::pg_catalog.regclass),
       coalesce((select max(extract(epoch from pg_catalog.now() - xact_start)) from pg_catalog.pg_stat_activity
                  where datname = pg_catalog.current_database() and pid <> pg_catalog.pg_backend_pid()
                    and (backend_xid is not null or backend_xmin is not null)), 0)
"""
_RETRIED: Final = frozenset({"40P01", "40001"})


@dataclass(frozen=True, slots=True)
class Pace:
    """``target``: seconds that a batch shall take. ``rest``: the pause after it, as a share of its time. ``first``, ``smallest``, ``largest``:
    rows of a batch. ``lag_seconds``, ``lag_bytes``: how far replicas may be behind. ``old``: seconds after which somebody's open
    transaction slows us down, because it keeps dead rows alive. ``patience``: seconds to wait at the most for what doesn't end. ``lock_timeout``: milliseconds for a row that somebody else holds.
    """

    target: float = 0.2
    rest: float = 0.25
    first: int = 1_000
    smallest: int = 50
    largest: int = 50_000
    lag_seconds: float = 10.0
    lag_bytes: int = 256 << 20
    old: float = 300.0
    patience: float = 120.0
    told_every: float = 1.0
    lock_timeout: int = 2_000

    def next_size(self, size: int, seconds: float) -> int:
        """At the most twice as much, at the least a quarter."""
        factor = min(2.0, max(0.25, self.target / max(seconds, 0.001)))
        return max(self.smallest, min(self.largest, round(size * factor)))


@dataclass(frozen=True, slots=True)
class Load:
    """What the server has to bear."""

    lag_seconds: float
    lag_bytes: float
    waiting: int
    oldest: float

    def too_much(self, pace: Pace) -> str:
        """Why to wait; "" for no reason."""
        if self.lag_seconds > pace.lag_seconds or self.lag_bytes > pace.lag_bytes:
            return f"a replica is {self.lag_seconds:.0f} s and {self.lag_bytes / 2**20:.0f} MiB behind"
        return f"{self.waiting} sessions wait for the table" if self.waiting else ""


@dataclass(slots=True)
class Filling:
    """One backfill under way. ``tell`` hears of it; ``send_one`` sends a statement under the step's name."""

    step: SqlStep
    connection: Connection
    tell: Callable[[Event], None]
    patience: Patience
    pace: Pace = field(default_factory=Pace)
    batches: int = 0
    seen: int = 0
    filled: int = 0
    _started: float = 0.0
    _began_at: int = 0
    _told: float = 0.0
    _looked: float = 0.0
    _is_old_told: bool = False

    def run(self) -> str:
        """All of it. Gives back what was done, as one statement for people. Raises PostgresError."""
        self._started = self._told = time.monotonic()
        with foreign("The rows can't be filled."):
            # a batch that waits for one row keeps the others locked; and rows must not be passed over in silence
            send(self.connection, f"SET lock_timeout = {self.pace.lock_timeout}; SET row_security = off")
            send(self.connection, _NOTES)
            position = self._position()
            self._began_at = self.seen
            along = _AlongKey(self) if self._keys else _AlongPages(self)
            size = self.pace.first
            while True:
                size = self._when_bearable(size)
                size, position, is_last = self._batch(along, position, size)
                if is_last:
                    break
            send(self.connection, f"DELETE FROM neonpy.backfill WHERE what = {literal(self.name)}")
            send(self.connection, "SET row_security = on")
        self._progress(is_last=True)
        return f"{self.update} /* {self.batches} batches, {self.filled} rows */"

    @property
    def table(self) -> str:
        return relation(parent_of(self.step.address))

    @property
    def name(self) -> str:
        expression, where = filling(self.step)
        return f"{self.table}.{self.step.address.name[0]} = {expression} where {where}"

    @property
    def update(self) -> str:
        expression, where = filling(self.step)
        column = identifier(work(self.step).column)
        return f"UPDATE {self.table} SET {column} = {expression} WHERE ({where})"

    @property
    def _keys(self) -> tuple[tuple[str, str], ...]:
        return work(self.step).keys

    def _position(self) -> list[str] | None:
        """Where the one before stopped; None: at the beginning."""
        found = rows(
            self.connection, f"SELECT position, seen FROM neonpy.backfill WHERE what = {literal(self.name)}"
        )
        if not found:
            return None
        self.seen = int(found[0][1])
        self.tell(StepProgress(self.step.address, f"goes on after {self.seen:,} rows"))
        held = found[0][0]
        return list(json.loads(held) if isinstance(held, str) else held)

    def _batch(
        self, along: _AlongKey | _AlongPages, position: list[str] | None, size: int
    ) -> tuple[int, list[str] | None, bool]:
        """The next size, the new position, and whether that was all."""
        pauses = self.patience.pauses()
        while True:
            began = time.monotonic()
            try:
                bounds, upper, count = along.bounds(position, size)
                self._fill(bounds, upper, count)
            except PostgresConnectionError:
                raise
            except PostgresError as error:
                if not (isinstance(error, PostgresLockError) or error.sqlstate in _RETRIED):
                    raise
                pause = next(pauses, None)
                if pause is None:
                    raise
                size = max(self.pace.smallest, size // 2)
                self.tell(
                    StepProgress(self.step.address, f"waits for a row's lock, tries again in {pause:.1f} s")
                )
                time.sleep(pause)
                continue
            seconds = time.monotonic() - began
            self._progress(is_last=False)
            if upper is None:
                return size, None, True
            time.sleep(seconds * self.pace.rest)
            return self.pace.next_size(size, seconds), upper, False

    def _fill(self, bounds: str, upper: list[str] | None, count: int) -> None:
        update = f"{self.update} AND {bounds} RETURNING 1"
        noted = ""
        if upper is not None:
            held = literal(json.dumps(upper))
            noted = (
                f", noted AS (INSERT INTO neonpy.backfill AS b (what, position, seen) VALUES ({literal(self.name)}, {held}, {self.seen + max(count, 0)})"
                " ON CONFLICT (what) DO UPDATE SET position = excluded.position, seen = excluded.seen, at = pg_catalog.now())"
            )
        with foreign("The rows can't be filled."):
            filled = rows(self.connection, f"WITH filled AS ({update}){noted} SELECT count(*) FROM filled")[
                0
            ][0]
        self.batches += 1
        self.filled += int(filled)
        self.seen += count if count >= 0 else int(filled)

    def _when_bearable(self, size: int) -> int:
        """Wait while the server has too much to do, looking once a second."""
        if time.monotonic() - self._looked < self.pace.told_every:
            return size
        deadline = time.monotonic() + self.pace.patience
        told = ""
        while True:
            load = self.load()
            self._looked = time.monotonic()
            reason = load.too_much(self.pace)
            if load.oldest > self.pace.old and not self._is_old_told:
                self._is_old_told = True
                minutes = load.oldest / 60
                self.tell(
                    StepProgress(
                        self.step.address,
                        f"a transaction has been open for {minutes:.0f} min: dead rows pile up, so it goes slower",
                    )
                )
            if not reason or self._looked > deadline:
                return max(self.pace.smallest, size // 4) if self._is_old_told or reason else size
            if reason != told:
                self.tell(StepProgress(self.step.address, f"waits: {reason}"))
                told = reason
            time.sleep(min(1.0, self.pace.told_every))

    def load(self) -> Load:
        """Of this moment."""
        found = rows(self.connection, LOAD.format(table=literal(self.table)))[0]
        return Load(float(found[0]), float(found[1]), int(found[2]), float(found[3]))

    def _progress(self, *, is_last: bool) -> None:
        now = time.monotonic()
        if not is_last and now - self._told < self.pace.told_every:
            return
        self._told = now
        rate = (self.seen - self._began_at) / max(now - self._started, 0.001)
        total = max(self.step.effect.rows, self.seen)
        left = (total - self.seen) / rate if rate else 0.0
        text = f"{self.seen:,} of about {total:,} rows, {rate:,.0f} rows/s"
        text += "" if is_last else f", about {left:.0f} s left"
        self.tell(StepProgress(self.step.address, text, done=self.seen, total=total))


class _AlongKey:
    """Batches between two keys."""

    def __init__(self, filling: Filling) -> None:
        self._filling = filling
        self._names = [identifier(name) for name, _ in work(filling.step).keys]
        self._types = [kind for _, kind in work(filling.step).keys]

    def bounds(self, position: list[str] | None, size: int) -> tuple[str, list[str] | None, int]:
        """The condition, the key that the batch ends with (None: it is the last one), and how many rows are in it."""
        names = ", ".join(self._names)
        above = "true" if position is None else f"({names}) > ({self._values(position)})"
        # names of their own: ORDER BY would take one that is a column's for the text
        texts = ", ".join(f"{name}::text AS neonpy_{n}" for n, name in enumerate(self._names))
        query = f"SELECT {texts} FROM {self._filling.table} WHERE {above} ORDER BY {names} OFFSET {size - 1} LIMIT 1"
        with foreign("The rows can't be read."):
            found = rows(self._filling.connection, query)
        if not found:
            return above, None, -1
        upper = [str(value) for value in found[0]]
        return f"{above} AND ({names}) <= ({self._values(upper)})", upper, size

    def _values(self, position: Sequence[Any]) -> str:
        return ", ".join(
            f"{literal(str(value))}::{kind}" for value, kind in zip(position, self._types, strict=True)
        )


class _AlongPages:
    """Batches of whole pages, of a table without a key."""

    def __init__(self, filling: Filling) -> None:
        self._filling = filling

    def bounds(self, position: list[str] | None, size: int) -> tuple[str, list[str] | None, int]:
        """As of ``_AlongKey``; a page is taken for 50 rows."""
        first = int(position[0]) if position else 0
        next_page = first + max(1, size // 50)
        with foreign("The table's size can't be read."):
            table = literal(self._filling.table)
            query = f"SELECT pg_catalog.pg_relation_size({table}::pg_catalog.regclass) / pg_catalog.current_setting('block_size')::bigint"
            pages = int(rows(self._filling.connection, query)[0][0])
        above = f"ctid >= '({first},0)'::tid"
        if next_page > pages:
            return above, None, -1
        return f"{above} AND ctid < '({next_page},0)'::tid", [str(next_page)], -1
