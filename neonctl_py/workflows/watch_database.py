"""Look at one running database again and again: what it did in between, and, when it is gone, when it is back.

Never here: what a person sees of it.
"""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.postgres.inspecting import MARK, ask, inspecting_session, schema_of_extension
from neonctl_py.report.inspections import INSPECTIONS
from neonctl_py.report.masked_sql import masked_sql
from neonctl_py.report.pulse import Gone, Pulse, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from threading import Event

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Between tries to come back; the last one for ever."""
_SIZES_EVERY: Final = 10.0
"""Seconds: sizes are files' sizes, which the server has to ask for one by one."""
_STATEMENTS: Final = 50
_TEXTS: Final = frozenset({"query", "last_query"})

Counters = dict[Any, tuple[float, ...]]


def pulses(url: Secret, every: float, stop: Event, paused: Event, *, reveal: bool) -> Iterator[Pulse | Gone]:
    """Until ``stop`` is set; nothing is asked while ``paused`` is."""
    pauses: Iterator[float] = iter(())
    since: datetime | None = None
    while not stop.is_set():
        try:
            with closing(inspecting_session(url, wake_seconds=5)) as connection:
                watch = DatabaseWatch(connection, reveal=reveal)
                while not stop.is_set():
                    begun = time.monotonic()
                    yield watch.look()
                    since = None
                    _rest(every - (time.monotonic() - begun), stop, paused)
        except PostgresError as error:
            if since is None:
                since, pauses = datetime.now(UTC), chain(_PAUSES, repeat(_PAUSES[-1]))
            again = next(pauses)
            yield Gone(since=since, reason=error.detail or error.summary, again=again)
            stop.wait(again)


def require_database(url: Secret) -> None:
    """Raises PostgresConnectionError for one that can't be looked at now; waits for one that is waking up."""
    inspecting_session(url).close()


def _rest(seconds: float, stop: Event, paused: Event) -> None:
    stop.wait(max(seconds, 0.05))
    while paused.is_set() and not stop.is_set():
        stop.wait(0.1)


class DatabaseWatch:
    """On one session; each look counts from the one before."""

    def __init__(self, connection: Connection, *, reveal: bool) -> None:
        self._connection = connection
        self._reveal = reveal
        self._extension = schema_of_extension(connection, "pg_stat_statements")
        self._counters: dict[str, tuple[float, Counters]] = {}
        self._texts: dict[int, str] = {}
        self._sizes: dict[str, int] = {}
        self._first_sizes: dict[str, int] = {}
        self._sized = -_SIZES_EVERY

    def look(self) -> Pulse:
        """Raises PostgresError."""
        connection = self._connection
        seconds, rates = self._rates()
        connections = self._rows("connections")
        server = ask(connection, "server")
        return Pulse(
            moment=datetime.now(UTC),
            seconds=seconds,
            server=dict(zip(server.columns, server.rows[0], strict=True)) if server.rows else {},
            rates=rates,
            connections=connections,
            states=_states(connections),
            running=self._rows("long-running-queries"),
            statements=self._statements(),
            blocked=self._rows("blocked"),
            locks=self._rows("locks"),
            replication=self._rows("replication"),
            slots=self._rows("replication-slots"),
            tables=self._tables(),
        )

    def _rows(self, name: str) -> Rows:
        one = INSPECTIONS[name]
        answer = ask(self._connection, name)
        places = [number for number, column in enumerate(answer.columns) if column in _TEXTS]
        rows = (
            answer.rows if self._reveal or not places else tuple(_masked(row, places) for row in answer.rows)
        )
        return Rows(answer.columns, rows, answer.hurting, one.nothing)

    def _since(self, name: str, now: Counters) -> tuple[float, Counters]:
        """How long ago these were asked for, and by how much each grew; those that were reset are as new."""
        moment = time.monotonic()
        before, known = self._counters.get(name, (moment, now))
        self._counters[name] = (moment, now)
        grown = {
            key: tuple(
                value - old if value >= old else value
                for value, old in zip(values, known.get(key, (0.0,) * len(values)), strict=True)
            )
            for key, values in now.items()
        }
        return moment - before, grown

    def _rates(self) -> tuple[float, dict[str, float | None]]:
        answer = ask(self._connection, "counters")
        row = tuple(float(value or 0) for value in answer.rows[0]) if answer.rows else ()
        seconds, grown = self._since("database", {"": row})
        if not seconds:
            return 0.0, {}
        rates: dict[str, float | None] = {
            name: value / seconds for name, value in zip(answer.columns, grown[""], strict=True)
        }
        touched = (rates["blocks_hit"] or 0) + (rates["blocks_read"] or 0)
        rates["hit_percent"] = 100 * (rates["blocks_hit"] or 0) / touched if touched else None
        return seconds, rates

    def _statements(self) -> Rows:
        columns = ("time_percent", "calls", "total_seconds", "mean_seconds", "rows", "role", "query")
        if self._extension is None:
            hint = "They are counted by the extension pg_stat_statements: write it under extensions: of the database."
            return Rows(columns, nothing=hint)
        answer = ask(self._connection, "statement-counters", self._extension)
        now: Counters = {row[:2]: tuple(map(float, row[2:])) for row in answer.rows}
        seconds, grown = self._since("statements", now)
        busy = sorted(((used, key) for key, used in grown.items() if used[0] > 0), key=lambda one: -one[0][1])
        texts = self._texts_of([key[0] for _, key in busy[: 2 * _STATEMENTS]])
        shown = [one for one in busy if not texts.get(one[1][0], "").startswith(MARK)][:_STATEMENTS]
        rows = tuple(
            (
                round(100 * used[1] / seconds, 1) if seconds else None,
                int(used[0]),
                used[1],
                used[1] / used[0],
                int(used[2]),
                key[1],
                texts.get(key[0], ""),
            )
            for used, key in shown
        )
        return Rows(columns, rows, (), "No statement ended in these seconds.")

    def _texts_of(self, ids: Sequence[int]) -> Mapping[int, str]:
        missing = [one for one in ids if one not in self._texts]
        if missing and self._extension is not None:
            found = ask(self._connection, "statement-texts", self._extension, ids=missing).rows
            self._texts |= {
                number: text if self._reveal or text.startswith(MARK) else masked_sql(text)
                for number, text in found
            }
        return self._texts

    def _tables(self) -> Rows:
        answer = ask(self._connection, "table-counters")
        now: Counters = {row[0]: tuple(map(float, row[1:])) for row in answer.rows}
        seconds, grown = self._since("tables", now)
        self._look_at_sizes()
        columns = (
            "table",
            "size_bytes",
            "grown_bytes",
            "written_per_second",
            "read_per_second",
            "hit_percent",
            "scans_per_second",
        )
        rows = []
        for name, (read, hit, scans, written) in grown.items():
            size = self._sizes.get(name)
            rates = [round(value / seconds, 1) if seconds else None for value in (written, read, scans)]
            percent = round(100 * hit / (hit + read), 1) if hit + read else None
            change = None if size is None else size - self._first_sizes.get(name, size)
            rows.append((name, size, change, rates[0], rates[1], percent, rates[2]))
        rows.sort(key=lambda row: (-(row[4] or 0) - (row[3] or 0), -(row[1] or 0), row[0]))
        return Rows(columns, tuple(rows), (), "There are no tables.")

    def _look_at_sizes(self) -> None:
        if time.monotonic() - self._sized < _SIZES_EVERY:
            return
        try:
            found = ask(self._connection, "sizes").rows
        except PostgresConnectionError:
            raise
        except PostgresLockError:  # a table that even readers wait for: those known before are shown
            self._sized = time.monotonic()
            return
        self._sized = time.monotonic()
        self._sizes = {name: int(size) for what, name, size in found if what == "table" and size is not None}
        self._first_sizes = {**self._sizes, **self._first_sizes}


def _states(connections: Rows) -> dict[str, int]:
    """Sessions by state."""
    found: dict[str, int] = {}
    state, count = (connections.columns.index(name) for name in ("state", "connections"))
    for row in connections.rows:
        found[row[state]] = found.get(row[state], 0) + int(row[count])
    return dict(sorted(found.items()))


def _masked(row: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    return tuple(
        masked_sql(value) if number in places and isinstance(value, str) else value
        for number, value in enumerate(row)
    )
