"""What has to be known of columns before their values are masked: types, keys, who refers to whom. Never here: masking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from neonctl_py.postgres.connect import translated_errors

if TYPE_CHECKING:
    from neonctl_py.postgres.connect import Connection

_COLUMNS: Final = b"""
with recursive base(oid, typ, typmod) as (
    select a.attrelid::bigint * 10000 + a.attnum, a.atttypid, a.atttypmod
      from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
     where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm')
    union all
    select b.oid, t.typbasetype, case when t.typtypmod >= 0 then t.typtypmod else b.typmod end
      from base b join pg_catalog.pg_type t on t.oid = b.typ where t.typtype = 'd'
)
select c.oid::bigint, n.nspname::text, c.relname::text, a.attname::text, a.attnum::int, t.typname::text, b.typmod,
       pg_catalog.format_type(a.atttypid, a.atttypmod), not a.attnotnull,
       exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any(i.indkey::int2[])),
       a.attgenerated <> '' or a.attidentity = 'a', c.relkind::text
  from base b join pg_catalog.pg_type t on t.oid = b.typ and t.typtype <> 'd'
  join pg_catalog.pg_attribute a on a.attrelid::bigint * 10000 + a.attnum = b.oid
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' and not c.relispartition
"""
_REFERENCES: Final = b"""
select conrelid::bigint, conname::text, conkey::int[], confrelid::bigint, confkey::int[],
       pg_catalog.pg_get_constraintdef(oid)
  from pg_catalog.pg_constraint where contype = 'f' and conparentid = 0
"""
MAY_MAINTAIN: Final = """case when pg_catalog.current_setting('server_version_num')::int >= 170000 then
           pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') and pg_catalog.has_table_privilege(c.oid, 'UPDATE')
           and pg_catalog.has_table_privilege(c.oid, 'SELECT') else false end"""
"""Of a table ``c`` of somebody else's: we may change its rows and have its statistics made anew. Before PostgreSQL 17 only owners may."""

_FILES: Final = """
with recursive heirs(oid) as (
    select %(table)s::oid union
    select i.inhrelid from pg_catalog.pg_inherits i join heirs h on h.oid = i.inhparent
)
select c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text,
       pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::bigint,
       pg_catalog.pg_get_userbyid(c.relowner)::text,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') or (not exists (
           select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D')
         and {may_maintain}),
       array(select t.tgname::text || '/' || t.tgenabled::text from pg_catalog.pg_trigger t
              where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D')
  from heirs h join pg_catalog.pg_class c on c.oid = h.oid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind <> 'p' order by 2, 3
"""

ColumnKey = tuple[int, int]
"""The table's oid and the column's number."""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """``type``: the base type's name (``varchar``), behind any domain; ``written``: as it is cast to. ``computed``: nobody may set it."""

    table: int
    schema: str
    relation: str
    name: str
    number: int
    type: str
    modifier: int
    written: str
    nullable: bool
    unique: bool
    computed: bool
    relation_kind: str

    @property
    def key(self) -> ColumnKey:
        """How references name it."""
        return self.table, self.number

    def __str__(self) -> str:
        return f"{self.schema}.{self.relation}.{self.name}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key. ``definition`` as ``pg_get_constraintdef`` writes it."""

    table: int
    name: str
    columns: tuple[int, ...]
    target: int
    target_columns: tuple[int, ...]
    definition: str

    @property
    def pairs(self) -> tuple[tuple[ColumnKey, ColumnKey], ...]:
        """Each referring column with the one that it refers to."""
        both = zip(self.columns, self.target_columns, strict=True)
        return tuple(((self.table, own), (self.target, other)) for own, other in both)


@dataclass(frozen=True, slots=True)
class RowFile:
    """One table that holds rows itself: a plain table, or a leaf. ``triggers``: name -> how it is enabled (O, R, A). ``is_ours``: we may
    do with it all that masking does, being its owner or not.
    """

    oid: int
    schema: str
    name: str
    kind: str
    blocks: int
    owner: str
    is_ours: bool
    triggers: tuple[tuple[str, str], ...]


def column_facts(connection: Connection) -> dict[ColumnKey, ColumnFacts]:
    """Of every column of the database, those of partitions left out."""
    with translated_errors("The columns can't be read."):
        rows = connection.execute(_COLUMNS).fetchall()
    found = [ColumnFacts(*row) for row in rows]
    return {facts.key: facts for facts in found}


def references(connection: Connection) -> tuple[Reference, ...]:
    """Every foreign key; those of partitions are their parents'."""
    with translated_errors("The foreign keys can't be read."):
        rows = connection.execute(_REFERENCES).fetchall()
    return tuple(Reference(row[0], row[1], tuple(row[2]), row[3], tuple(row[4]), row[5]) for row in rows)


def filled_columns(connection: Connection, schema: str) -> tuple[tuple[str, str], ...]:
    """Table and column of every table of that schema in which there is a row."""
    facts = [item for item in column_facts(connection).values() if item.schema == schema]
    filled = set()
    with translated_errors(f"The tables of {schema} can't be read."):
        for name in {item.relation for item in facts if item.relation_kind in ("r", "p")}:
            query = sql.SQL("select exists (select from {})").format(sql.Identifier(schema, name))
            if connection.execute(query).fetchone() == (True,):
                filled.add(name)
    return tuple((item.relation, item.name) for item in facts if item.relation in filled)


def row_files(connection: Connection, table: int) -> tuple[RowFile, ...]:
    """The tables that hold the rows of this one: itself, its partitions, what inherits from it."""
    with translated_errors("A table's parts can't be read."):
        rows = connection.execute(
            _FILES.format(may_maintain=MAY_MAINTAIN).encode(), {"table": table}
        ).fetchall()
    return tuple(_row_file(*row) for row in rows)


def _row_file(*row: Any) -> RowFile:
    oid, schema, name, kind, blocks, owner, is_ours, triggers = row
    enabled = tuple((text[:-2], text[-1]) for text in triggers)
    return RowFile(oid, schema, name, kind, blocks, owner, is_ours, enabled)
