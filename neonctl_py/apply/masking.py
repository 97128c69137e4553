"""Mask the values of a database that is nobody's yet: a preview's, before anybody hears of it.

Row by row exactly once, in batches of blocks; proven by counting afterwards. What still tells of old values (statistics, dead rows,
materialized views) is made anew. An interrupted run can't be gone on with: whoever runs it throws the branch away.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.apply.mask_sql import expression, resolve
from neonctl_py.apply.old_statistics import OldStatistics
from neonctl_py.ddl.quoting import identifier, qualified
from neonctl_py.errors import PostgresError
from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.masked_columns import column_facts, references, row_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from neonctl_py.apply.mask_sql import Masked
    from neonctl_py.model.masking import Mask
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.masked_columns import ColumnFacts, ColumnKey, Reference, RowFile

BLOCKS: Final = 1_000
"""Of one batch: 8 MB of rows."""

_ENABLE: Final = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
_OURS: Final = "age(xmin) >= 0 AND age(xmin) < age(%(since)s::xid)"
"""Written since we began. Rows frozen long ago keep any number as xmin, so it must lie between ours."""

_HOLDERS: Final = b"""
with recursive held(oid, depth) as (
    select c.oid, 0 from pg_catalog.pg_class c where c.relkind = 'm' and c.relispopulated
    union
    select d.refobjid, h.depth - 1 from held h
      join pg_catalog.pg_rewrite r on r.ev_class = h.oid
      join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
       and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> h.oid
      join pg_catalog.pg_class c on c.oid = d.refobjid and c.relkind in ('v', 'm')
     where h.depth > -100
)
select n.nspname::text, c.relname::text from held h
  join pg_catalog.pg_class c on c.oid = h.oid and c.relkind = 'm' and c.relispopulated
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 group by 1, 2 order by min(h.depth), 1, 2
"""

Place = tuple[str, str, str]
"""Schema, table, column."""


@dataclass(frozen=True, slots=True)
class MaskedTable:
    """``columns`` with the rule of each; ``rows`` written anew."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int


def mask_database(
    connection: Connection,
    masks: Mapping[Place, Mask],
    tell: Callable[[str], None],
    *,
    salt: str = "",
) -> tuple[tuple[MaskedTable, ...], frozenset[Place]]:
    """Mask what is there of these columns. Gives what was masked, and which of ``masks`` were there. Raises RefusedError before the
    first change when a rule can't hold, PostgresError when something stops it half-way.
    """
    facts = column_facts(connection)
    by_name = {(item.schema, item.relation, item.name): key for key, item in facts.items()}
    asked = {by_name[place]: mask for place, mask in masks.items() if place in by_name}
    keys = references(connection)
    masked = resolve(asked, facts, keys)
    there = frozenset(place for place in masks if place in by_name)
    if not masked:
        return (), there
    with translated_errors("The columns can't be masked."):
        connection.execute(b"SET row_security = off")
        row = connection.execute(b"SELECT pg_catalog.pg_current_xact_id()::xid::text").fetchone()
    masking = _Masking(
        connection, tell, {"salt": salt or secrets.token_hex(32), "since": row[0] if row else ""}
    )
    return masking.run(masked, _touched(masked, keys), facts), there


def _touched(masked: Iterable[Masked], keys: Sequence[Reference]) -> list[Reference]:
    changed = {item.facts.key for item in masked}
    return [key for key in keys if any(column in changed for pair in key.pairs for column in pair)]


@dataclass(slots=True)
class _Masking:
    """One database."""

    connection: Connection
    tell: Callable[[str], None]
    parameters: dict[str, Any]

    def run(
        self, masked: Sequence[Masked], keys: Sequence[Reference], facts: Mapping[ColumnKey, ColumnFacts]
    ) -> tuple[MaskedTable, ...]:
        tables: dict[int, list[Masked]] = defaultdict(list)
        for item in masked:
            tables[item.facts.table].append(item)
        names = {key[0]: qualified(item.schema, item.relation) for key, item in facts.items()}
        files = {table: row_files(self.connection, table) for table in tables}
        old = OldStatistics(
            self.connection, self._send, [(item.facts.table, item.facts.name) for item in masked]
        )
        owners = {file.owner for each in files.values() for file in each if not file.is_ours} | old.owners
        for owner in sorted(owners):
            self._send(f"GRANT {identifier(owner)} TO CURRENT_USER")
        for key in keys:
            self._send(f"ALTER TABLE {names[key.table]} DROP CONSTRAINT {identifier(key.name)}")
        done = tuple(self._table(columns, files[table]) for table, columns in tables.items())
        for key in keys:
            self._send(
                f"ALTER TABLE {names[key.table]} ADD CONSTRAINT {identifier(key.name)} {key.definition}"
            )
        self._forget(files.values(), old)
        for owner in sorted(owners):
            self._send(f"REVOKE {identifier(owner)} FROM CURRENT_USER")
        return done

    def _table(self, columns: Sequence[Masked], files: Sequence[RowFile]) -> MaskedTable:
        facts = columns[0].facts
        values = ", ".join(f"{identifier(item.facts.name)} = {expression(item)}" for item in columns)
        rows = sum(self._file(file, values) for file in files)
        rules = tuple((item.facts.name, str(item.mask)) for item in columns)
        self.tell(
            f"masked {facts.schema}.{facts.relation} ({', '.join(name for name, _ in rules)}): {rows:,} rows"
        )
        return MaskedTable(facts.schema, facts.relation, rules, rows)

    def _file(self, file: RowFile, values: str) -> int:
        """Batch by batch. Rows that an UPDATE has moved are told by when they were written, so none is masked twice."""
        table = qualified(file.schema, file.name)
        for trigger, _ in file.triggers:
            self._send(f"ALTER TABLE {table} DISABLE TRIGGER {identifier(trigger)}")
        rows = 0
        for first in range(0, file.blocks, BLOCKS):
            rows += self._send(
                f"UPDATE ONLY {table} SET {values} WHERE ctid >= '({first},0)'::tid AND ctid < '({first + BLOCKS},0)'::tid"
                f" AND NOT ({_OURS})",
                self.parameters,
            )
        with translated_errors(f"The rows of {table} can't be counted."):
            query = f"SELECT count(*) FROM ONLY {table} WHERE NOT ({_OURS})"
            left = self.connection.execute(query.encode(), self.parameters).fetchone()
        if left is None or left[0]:
            raise PostgresError(
                "rows were left as they are",
                detail=f"{left[0] if left else 'Some'} rows of {table} did not take their new values: a rule or another session "
                "is in the way.",
            )
        for trigger, state in file.triggers:
            self._send(f"ALTER TABLE {table} {_ENABLE[state]} TRIGGER {identifier(trigger)}")
        return rows

    def _forget(self, files: Iterable[Sequence[RowFile]], old: OldStatistics) -> None:
        """Dead rows, statistics and what queries keep hold old values, too."""
        old.forget(qualified(file.schema, file.name) for each in files for file in each)
        with translated_errors("The materialized views can't be listed."):
            holders = self.connection.execute(_HOLDERS).fetchall()
        for schema, name in holders:
            self._send(f"REFRESH MATERIALIZED VIEW {qualified(schema, name)}")
            old.forget_view(schema, name)

    def _send(self, statement: str, parameters: Mapping[str, Any] | None = None) -> int:
        """What Postgres says of a statement may hold values (DETAIL: Key (email)=(…)): only its own words are told."""
        try:
            with translated_errors("The values can't be masked."):
                return self.connection.execute(statement.encode(), parameters).rowcount
        except PostgresError as error:
            error.detail = f"{error.detail.splitlines()[0] if error.detail else ''}\n{statement.split(' SET ', maxsplit=1)[0]}"
            error.hint = (
                "Write another mask for its columns. Nobody has seen the preview, and nothing of it is kept."
            )
            raise
