"""Rows whose time is over: deleted, moved or made unreadable, in batches along the key, each a transaction with its own note.

A batch that was committed is done, and is noted; one that wasn't leaves nothing. So the same command goes on after anything. Rows
that others hold are passed over, and left for the next time. Never here: which rules run, and what is certified.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from neonctl_py.apply.archive_files import ArchiveFolder
from neonctl_py.apply.backfill import LOAD, Load, Pace
from neonctl_py.apply.retention_records import Batch, known_parts, note, prepare
from neonctl_py.errors import NeonpyError
from neonctl_py.postgres.connect import translated_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neonctl_py.apply.retention_records import Key
    from neonctl_py.model.address import Address
    from neonctl_py.model.retention import RecordKeys, Retention
    from neonctl_py.postgres.connect import Connection

_KEY_COLUMNS: Final = """
select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
  from pg_catalog.pg_index i, lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality k (attnum, n)
  join pg_catalog.pg_attribute a on a.attnum = k.attnum
 where i.indrelid = {table}::pg_catalog.regclass and i.indisprimary and a.attrelid = i.indrelid
 order by k.n
"""
_COLUMNS: Final = """
select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attgenerated <> ''
  from pg_catalog.pg_attribute a
 where a.attrelid = {table}::pg_catalog.regclass and a.attnum > 0 and not a.attisdropped
 order by a.attnum
"""
_TOLD_EVERY: Final = 2.0
PACE: Final = Pace(first=500, smallest=20, largest=10_000)


@dataclass(slots=True)
class RuleRun:
    """One rule on its database. ``keys_session``: where the records' keys are, when that is another database. ``tell`` hears how far it
    is; ``lines``: what the journal notes.
    """

    connection: Connection
    rule: Address
    value: Retention
    tell: Callable[[str], None]
    keys_session: Connection | None = None
    pace: Pace = PACE
    run: str = field(default_factory=lambda: str(uuid.uuid4()))
    rows: int = 0
    batches: int = 0
    _columns: list[tuple[str, str, bool]] = field(default_factory=list)
    _key: list[tuple[str, str]] = field(default_factory=list)
    _folder: ArchiveFolder | None = None

    def count(self) -> tuple[int, int]:
        """(due, held). Raises PostgresError."""
        with translated_errors(f"{self.rule}: its rows can't be counted."), self.connection.transaction():
            self._prepare_session(is_read_only=True)
            due = self._one(sql.SQL("select count(*) from {} where {}").format(self._table, self._due()))
            held = 0
            if self.value.hold:
                over, hold = sql.SQL(self.value.where), sql.SQL(self.value.hold)
                query = sql.SQL("select count(*) from {} where ({}) and ({})").format(self._table, over, hold)
                held = self._one(query)
        return due, held

    def do(self) -> None:
        """All of it. Raises NeonpyError; what was committed until then stays, and is noted."""
        with translated_errors(f"{self.rule} can't be run."):
            prepare(self.connection)
            self._look_at_table()
            if self.value.to:
                self._folder = ArchiveFolder(self.value.to, str(self.rule), self.value.format)
                self._folder.open(known_parts(self.connection, str(self.rule)))
            self._batches()

    def _batches(self) -> None:
        position: Key | None = None
        size, told = self.pace.first, time.monotonic()
        while True:
            began = time.monotonic()
            with self.connection.transaction():
                self._prepare_session(is_read_only=False)
                keys = self._next(position, size)
                if keys:
                    self._act(keys)
            if not keys:
                return
            self.rows += len(keys)
            self.batches += 1
            position = keys[-1]
            seconds = time.monotonic() - began
            if time.monotonic() - told > _TOLD_EVERY:
                told = time.monotonic()
                self.tell(f"{self.rule}: {self.rows:,} rows")
            time.sleep(seconds * self.pace.rest)
            self._when_bearable()
            size = self.pace.next_size(size, seconds)

    def _next(self, position: Key | None, size: int) -> list[Key]:
        names = [sql.Identifier(name) for name, _ in self._key]
        texts = sql.SQL(", ").join(sql.SQL("{}::text").format(name) for name in names)
        together = sql.SQL(", ").join(names)
        above: sql.Composable = sql.SQL("true")
        if position is not None:
            values = sql.SQL(", ").join(
                sql.SQL("{}::{}").format(sql.Literal(text), sql.SQL(kind))
                for text, (_, kind) in zip(position, self._key, strict=True)
            )
            above = sql.SQL("({}) > ({})").format(together, values)
        query = sql.SQL("select {} from {} where {} and {} order by {} limit {} for update skip locked")
        found = self.connection.execute(
            query.format(texts, self._table, self._due(), above, together, sql.Literal(size))
        ).fetchall()
        return [tuple(map(str, row)) for row in found]

    def _act(self, keys: list[Key]) -> None:
        these = self._these(keys)
        batch = Batch(keys=keys)
        if self.value.action == "shred":
            self._shred(these)
            batch = Batch(keys=keys, are_kept=True)
        elif self._folder is not None:
            part = self._folder.write(f"{self.run}-{self.batches + 1:06}", self._lines(these))
            batch = Batch(keys=keys, part=part.name, part_digest=part.digest)
            self._delete(these, len(keys))
        elif self.value.into:
            self._move(these, len(keys))
        else:
            self._delete(these, len(keys))
        note(self.connection, self.run, str(self.rule), batch)

    def _delete(self, these: sql.Composed, count: int) -> None:
        done = self.connection.execute(sql.SQL("delete from {} where {}").format(self._table, these))
        _require(done.rowcount, count, self.rule)

    def _move(self, these: sql.Composed, count: int) -> None:
        columns = sql.SQL(", ").join(
            sql.Identifier(name) for name, _, is_generated in self._columns if not is_generated
        )
        into = sql.Identifier(*_parts(self.value.into))
        query = sql.SQL(
            "with gone as (delete from {} where {} returning *)"
            " insert into {} ({}) overriding system value select {} from gone"
        ).format(self._table, these, into, columns, columns)
        _require(self.connection.execute(query).rowcount, count, self.rule)

    def _lines(self, these: sql.Composed) -> list[str]:
        names = [name for name, _, _ in self._columns]
        if self.value.format == "jsonl":
            query = sql.SQL("select row_to_json(t)::text from {} t where {}").format(self._table, these)
            return [str(row[0]) for row in self.connection.execute(query).fetchall()]
        texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
        rows = self.connection.execute(
            sql.SQL("select {} from {} where {}").format(texts, self._table, these)
        ).fetchall()
        return [_csv_line(names), *map(_csv_line, rows)]

    def _shred(self, these: sql.Composed) -> None:
        """The keys go first: where they are in another database, a run that dies between the two finds the rows again."""
        if self.value.keys is not None:
            self._destroy_keys(self.value.keys, these)
        changes = [sql.SQL("{} = null").format(sql.Identifier(name)) for name in self.value.erase]
        changes += [
            sql.SQL("{} = ({})").format(sql.Identifier(name), sql.SQL(text)) for name, text in self.value.mark
        ]
        query = sql.SQL("update {} set {} where {}").format(self._table, sql.SQL(", ").join(changes), these)
        self.connection.execute(query)

    def _destroy_keys(self, keys: RecordKeys, these: sql.Composed) -> None:
        records = self.connection.execute(
            sql.SQL("select {}::text from {} where {}").format(sql.Identifier(keys.of), self._table, these)
        ).fetchall()
        session = self.keys_session or self.connection
        table = sql.Identifier(*_parts(keys.table))
        kinds = {
            name: kind for name, kind, _ in session.execute(_about(_COLUMNS, _parts(keys.table))).fetchall()
        }
        if keys.record not in kinds:
            raise NeonpyError(
                "the records' keys can't be found", detail=f"{keys.table} has no column {keys.record}."
            )
        changes = [sql.SQL("{} = null").format(sql.Identifier(keys.key))]
        if keys.destroyed:
            dated = sql.Identifier(keys.destroyed)
            changes.append(sql.SQL("{} = coalesce({}, now())").format(dated, dated))
        query = sql.SQL("update {} set {} where {} = any({}::text[]::{}[])").format(
            table,
            sql.SQL(", ").join(changes),
            sql.Identifier(keys.record),
            sql.Literal([str(row[0]) for row in records]),
            sql.SQL(kinds[keys.record]),
        )
        if session is self.connection:
            session.execute(query)
            return
        with session.transaction():
            session.execute(b"set local row_security = off")
            session.execute(query)

    def _due(self) -> sql.Composed:
        """Over, not held, and not done already."""
        parts = [sql.SQL("({})").format(sql.SQL(self.value.where))]
        if self.value.hold:
            parts.append(sql.SQL("not coalesce(({}), false)").format(sql.SQL(self.value.hold)))
        if self.value.mark:
            undone = [
                sql.SQL("{} is distinct from ({})").format(sql.Identifier(name), sql.SQL(text))
                for name, text in self.value.mark
            ]
            parts.append(sql.SQL("({})").format(sql.SQL(" or ").join(undone)))
        return sql.SQL(" and ").join(parts)

    def _these(self, keys: Sequence[Key]) -> sql.Composed:
        arrays = sql.SQL(", ").join(
            sql.SQL("{}::text[]::{}[]").format(sql.Literal([key[n] for key in keys]), sql.SQL(kind))
            for n, (_, kind) in enumerate(self._key)
        )
        names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in self._key)
        return sql.SQL("({}) in (select * from unnest({}))").format(names, arrays)

    def _look_at_table(self) -> None:
        self._columns = self.connection.execute(_about(_COLUMNS, _parts(self.value.table))).fetchall()
        self._key = self.connection.execute(_about(_KEY_COLUMNS, _parts(self.value.table))).fetchall()
        if not self._key:
            raise NeonpyError(
                "a table without a primary key",
                detail=f"{self.rule}: {self.value.table} has none, so no batch of it can be told from another.",
                hint="Give it a primary key.",
            )

    def _prepare_session(self, *, is_read_only: bool) -> None:
        schema = sql.Identifier(_parts(self.value.table)[0])
        if is_read_only:
            self.connection.execute(b"set transaction read only")
        self.connection.execute(
            sql.SQL(
                "set local search_path = {}, public; set local row_security = off; set local lock_timeout = {}"
            ).format(schema, sql.Literal(f"{self.pace.lock_timeout}ms"))
        )

    def _when_bearable(self) -> None:
        deadline = time.monotonic() + self.pace.patience
        table = sql.Literal(self._table.as_string(self.connection)).as_string(self.connection)
        while time.monotonic() < deadline:
            found: Any = self.connection.execute(LOAD.format(table=table).encode()).fetchone()
            load = Load(float(found[0]), float(found[1]), int(found[2]), float(found[3]))
            reason = load.too_much(self.pace)
            if not reason:
                return
            self.tell(f"{self.rule}: waits: {reason}")
            time.sleep(1)

    def _one(self, query: sql.Composed) -> int:
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    @property
    def _table(self) -> sql.Identifier:
        return sql.Identifier(*_parts(self.value.table))


def _about(query: str, parts: tuple[str, str]) -> sql.Composed:
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in parts)
    return sql.SQL(query).format(table=sql.Literal(quoted))


def _parts(table: str) -> tuple[str, str]:
    schema, _, name = table.rpartition(".")
    return schema or "public", name


def _csv_line(values: Sequence[Any]) -> str:
    """A null is nothing and every text is quoted, so that COPY reads both as they were."""
    return ",".join("" if value is None else '"' + str(value).replace('"', '""') + '"' for value in values)


def _require(done: int, wanted: int, rule: Address) -> None:
    """Rows that were locked by us can't have gone; a trigger may have kept them, and then nothing of the batch may count."""
    if done != wanted:
        raise NeonpyError(
            "rows stayed",
            detail=f"{rule}: {wanted} rows were to go, and {done} went. A trigger or rule of the table keeps them.",
            hint="The batch was taken back. Look at the table's triggers.",
        )
