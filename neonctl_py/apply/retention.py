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

from neonctl_py.apply.archive_files import ArchiveFolder, part_name
from neonctl_py.apply.backfill import LOAD, Load, Pace
from neonctl_py.apply.retention_children import children_of
from neonctl_py.apply.retention_records import Batch, begin, begun_runs, intend, known_parts, note, prepare
from neonctl_py.errors import NeonpyError, RefusedError
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
    is. ``identity`` tells the database from others, for its archive. ``children``: what goes with the rows, once they were counted.
    """

    connection: Connection
    rule: Address
    value: Retention
    tell: Callable[[str], None]
    keys_session: Connection | None = None
    identity: str = "database"
    pace: Pace = PACE
    run: str = field(default_factory=lambda: str(uuid.uuid4()))
    rows: int = 0
    batches: int = 0
    children: tuple[str, ...] = ()
    _columns: list[tuple[str, str, bool]] = field(default_factory=list)
    _key: list[tuple[str, str]] = field(default_factory=list)
    _folder: ArchiveFolder | None = None

    def count(self) -> tuple[int, int]:
        """(due, held); what shares its record with a row that stays is held, too. Raises PostgresError, and RefusedError for a table whose
        deleted rows would take others with them unasked.
        """
        with translated_errors(f"{self.rule}: its rows can't be counted."), self.connection.transaction():
            self._prepare_session(is_read_only=True)
            self._look_at_children()
            due = self._one(sql.SQL("select count(*) from {} where {}").format(self._table, self._due()))
            held = 0
            if self.value.hold:
                over, hold = sql.SQL(self.value.where), sql.SQL(self.value.hold)
                query = sql.SQL("select count(*) from {} where ({}) and ({})").format(self._table, over, hold)
                held = self._one(query)
            shared = 0
            if self.value.keys is not None:
                of = sql.Identifier(self.value.keys.of)
                query = sql.SQL(
                    "select count(*) from {} where {} and {} in (select {} from {} where {} is not null and {})"
                ).format(self._table, self._due(), of, of, self._table, of, self._stays())
                shared = self._one(query)
        return due - shared, held + shared

    def do(self) -> None:
        """All of it. Raises NeonpyError; what was committed until then stays, and is noted."""
        with translated_errors(f"{self.rule} can't be run."):
            prepare(self.connection)
            self._look_at_table()
            self._look_at_children()
            if self.value.to:
                self._folder = ArchiveFolder(self.value.to, str(self.rule), self.identity)
                begun, known = (
                    begun_runs(self.connection, str(self.rule)),
                    known_parts(self.connection, str(self.rule)),
                )
                self._folder.open(begun, known)
            begin(self.connection, self.run, str(self.rule), self._terms())
            self._batches()

    def _batches(self) -> None:
        position: Key | None = None
        size, told = self.pace.first, time.monotonic()
        while True:
            began = time.monotonic()
            seen, done = self._batch(position, size)
            if not seen:
                return
            self.rows += len(done)
            self.batches += bool(done)
            position = seen[-1]
            seconds = time.monotonic() - began
            if time.monotonic() - told > _TOLD_EVERY:
                told = time.monotonic()
                self.tell(f"{self.rule}: {self.rows:,} rows")
            time.sleep(seconds * self.pace.rest)
            self._when_bearable()
            size = self.pace.next_size(size, seconds)

    def _batch(self, position: Key | None, size: int) -> tuple[list[Key], list[Key]]:
        """The rows that were looked at, and those that were done. What can't be taken back (keys in another database) is noted before."""
        intended: list[Key] | None = None
        if self.keys_session is not None:
            with self.connection.transaction():
                self._prepare_session(is_read_only=False)
                intended = self._next(position, size)
                intend(self.connection, self.run, intended)
            if not intended:
                return [], []
        with self.connection.transaction():
            self._prepare_session(is_read_only=False)
            found = self._next(position, size, intended)
            kept = self._kept(found)
            keys = [key for key in found if key not in kept]
            if intended is not None:
                intend(self.connection, self.run, None)
            if keys:
                self._act(keys)
        return intended or found, keys

    def _kept(self, found: list[Key]) -> set[Key]:
        """Those whose record has another row that stays: its key is needed still."""
        if self.value.keys is None or not found:
            return set()
        of, these = sql.Identifier(self.value.keys.of), self._these(found)
        texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name, _ in self._key)
        query = sql.SQL(
            "with neonpy_batch as materialized (select distinct {of} as record from {table} where {these})"
            " select {texts} from {table} where {these} and {of} in (select record from neonpy_batch"
            " where exists (select from {table} where {qualified} = neonpy_batch.record and {stays}))"
        ).format(
            of=of,
            table=self._table,
            these=these,
            texts=texts,
            qualified=sql.Identifier(*_parts(self.value.table), self.value.keys.of),
            stays=self._stays(),
        )
        return {tuple(map(str, row)) for row in self.connection.execute(query).fetchall()}

    def _stays(self) -> sql.Composed:
        """Neither over and free, nor done already."""
        over = sql.SQL("({}) is not true").format(sql.SQL(self.value.where))
        stays = [over]
        if self.value.hold:
            stays.append(sql.SQL("({}) is true").format(sql.SQL(self.value.hold)))
        return sql.SQL("({}) and ({})").format(sql.SQL(" or ").join(stays), self._undone())

    def _next(self, position: Key | None, size: int, among: list[Key] | None = None) -> list[Key]:
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
        if among is not None:
            above = sql.SQL("{} and {}").format(above, self._these(among))
        query = sql.SQL("select {} from {} where {} and {} order by {} limit {} for update skip locked")
        found = self.connection.execute(
            query.format(texts, self._table, self._due(), above, together, sql.Literal(size))
        ).fetchall()
        return [tuple(map(str, row)) for row in found]

    def _act(self, keys: list[Key]) -> None:
        these = self._these(keys)
        terms = self._terms()
        batch = Batch(keys=keys, terms=terms)
        if self.value.action == "shred":
            self._shred(these, Batch(keys=keys, terms=terms, are_kept=True))
            return
        if self._folder is not None:
            name = part_name(self.run, self.batches + 1, self.value.format)
            part = self._folder.write(name, self._lines(these))
            batch = Batch(keys=keys, terms=terms, part=part.name, part_digest=part.digest)
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

    def _shred(self, these: sql.Composed, batch: Batch) -> None:
        """The keys go last, when nothing but the commit can fail any more: where they are in another database, a run that dies
        between the two finds the rows again.
        """
        records = self._records(these)
        changes = [sql.SQL("{} = null").format(sql.Identifier(name)) for name in self.value.erase]
        changes += [
            sql.SQL("{} = ({})").format(sql.Identifier(name), sql.SQL(text)) for name, text in self.value.mark
        ]
        query = sql.SQL("update {} set {} where {}").format(self._table, sql.SQL(", ").join(changes), these)
        _require(self.connection.execute(query).rowcount, len(batch.keys), self.rule)
        note(self.connection, self.run, str(self.rule), batch)
        self.connection.execute(b"set constraints all immediate")
        if self.value.keys is not None and records:
            self._destroy_keys(self.value.keys, records)

    def _records(self, these: sql.Composed) -> list[str]:
        """Whose keys are to be destroyed; a row may have no record."""
        if self.value.keys is None:
            return []
        of = sql.Identifier(self.value.keys.of)
        query = sql.SQL("select distinct {}::text from {} where {} and {} is not null")
        return [
            str(row[0])
            for row in self.connection.execute(query.format(of, self._table, these, of)).fetchall()
        ]

    def _destroy_keys(self, keys: RecordKeys, records: list[str]) -> None:
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
        theirs = sql.SQL("{} = any({}::text[]::{}[])").format(
            sql.Identifier(keys.record), sql.Literal(records), sql.SQL(kinds[keys.record])
        )
        query = sql.SQL("update {} set {} where {}").format(table, sql.SQL(", ").join(changes), theirs)
        left = sql.SQL("select count(*) from {} where {} and {} is not null").format(
            table, theirs, sql.Identifier(keys.key)
        )
        with session.transaction():
            session.execute(b"set local row_security = off; set constraints all immediate")
            session.execute(query)
            row = session.execute(left).fetchone()
            if row != (0,):
                raise NeonpyError(
                    "keys stayed",
                    detail=f"{self.rule}: {row[0] if row else 0} records of the batch still have a key in {keys.table}.",
                    hint="The batch was taken back. Look at the triggers of that table.",
                )

    def _due(self) -> sql.Composed:
        """Over, not held, and not done already."""
        parts = [sql.SQL("({})").format(sql.SQL(self.value.where))]
        if self.value.hold:
            parts.append(sql.SQL("not coalesce(({}), false)").format(sql.SQL(self.value.hold)))
        if self.value.lasting_mark:
            parts.append(sql.SQL("({})").format(self._undone()))
        return sql.SQL(" and ").join(parts)

    def _undone(self) -> sql.Composable:
        if not self.value.lasting_mark:
            return sql.SQL("true")
        return sql.SQL(" or ").join(
            sql.SQL("{} is distinct from ({})").format(sql.Identifier(name), sql.SQL(text))
            for name, text in self.value.lasting_mark
        )

    def _terms(self) -> dict[str, Any]:
        """The rule's text and what follows from it, as each batch notes it and a certificate tells it."""
        value, keys = self.value, self.value.keys
        terms: dict[str, Any] = {
            "table": value.table,
            "where": value.where,
            "hold": value.hold,
            "action": value.action,
        }
        if value.action == "shred":
            terms["destroyed_keys"] = f"{keys.table}.{keys.key}" if keys is not None else None
            terms["erased_columns"] = list(value.erase)
            terms["marked_columns"] = dict(value.mark)
        if value.action == "archive":
            terms["into"] = value.into or None
            terms["folder"] = str(self._folder.path) if self._folder is not None else None
        if self.children:
            terms["cascades"] = list(self.children)
        return terms

    def _look_at_children(self) -> None:
        if self.value.action == "shred":
            return
        self.children = children_of(self.connection, *_parts(self.value.table))
        if not self.children or (self.value.action == "delete" and self.value.cascades):
            return
        may = self.value.action == "delete"
        hint = "Write `cascades: true` when that is meant." if may else "Archive and delete those rows first."
        raise RefusedError(
            "other rows would go, too",
            detail=f"{self.rule}: with rows of {self.value.table} those of {', '.join(self.children)} would go or change. {hint}",
            hint=hint,
        )

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
