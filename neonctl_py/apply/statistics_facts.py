"""What the planner's statistics tell of columns, and whether it is true. Never here: changing anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.quoting import identifier, qualified
from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.masked_columns import MAY_MAINTAIN

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.postgres.connect import Connection

_FAMILIES: Final = """
with recursive masked(tab, col) as (select * from unnest(%(tables)s::oid[], %(columns)s::text[])),
heirs(oid, root) as (
    select tab, tab from masked union
    select i.inhrelid, h.root from pg_catalog.pg_inherits i join heirs h on h.oid = i.inhparent
), family(oid, root) as (
    select * from heirs union
    select i.inhparent, f.root from pg_catalog.pg_inherits i join family f on f.oid = i.inhrelid
)
select distinct f.root::bigint, f.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, a.attname::text,
       coalesce(a.attstattarget, -1)::int,
       pg_catalog.format_type(a.atttypid, a.atttypmod) || case when a.attcollation <> t.typcollation
           then (select format(' COLLATE %%I.%%I', m.nspname, o.collname) from pg_catalog.pg_collation o
                   join pg_catalog.pg_namespace m on m.oid = o.collnamespace where o.oid = a.attcollation) else '' end,
       exists (select from pg_catalog.pg_inherits i where i.inhrelid = f.oid),
       pg_catalog.pg_get_userbyid(c.relowner)::text,
       pg_catalog.pg_has_role(c.relowner, 'USAGE') or (a.attstattarget is distinct from 0 and {may_maintain})
  from family f join masked m on m.tab = f.root
  join pg_catalog.pg_class c on c.oid = f.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = f.oid and a.attname = m.col and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
 order by 3, 4, 6
"""
_DIGESTS: Final = b"""
select schemaname::text, tablename::text, attname::text, inherited,
       md5(concat_ws('/', most_common_vals::text, histogram_bounds::text, most_common_elems::text))
  from pg_catalog.pg_stats
 where coalesce(most_common_vals::text, histogram_bounds::text, most_common_elems::text) is not null
   and schemaname not in ('pg_catalog', 'information_schema')
"""
_OLD: Final = """
SELECT NOT EXISTS (SELECT FROM {table}) OR EXISTS (
    SELECT v FROM pg_catalog.pg_stats,
           unnest(coalesce(most_common_vals::text::text[], '{{}}') || coalesce(histogram_bounds::text::text[], '{{}}')) v
     WHERE (schemaname, tablename, attname, inherited) = (%(schema)s, %(name)s, %(column)s, %(inherited)s)
    EXCEPT SELECT pg_catalog.format('%%s', {column}) FROM {table}
)
"""
_SIDE: Final = b"""
with masked(tab, num) as (
    select a.attrelid, a.attnum from unnest(%(tables)s::oid[], %(columns)s::text[]) m(tab, col)
      join pg_catalog.pg_attribute a on a.attrelid = m.tab and a.attname = m.col
), telling(oid, tab) as (
    select d.objid, m.tab from masked m
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = m.tab and d.refobjsubid = m.num
     where d.classid in ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_statistic_ext'::regclass)
), found(tab, silent) as (
    select x.tab, a.attstattarget = 0 from telling x join pg_catalog.pg_index i on i.indexrelid = x.oid
      join pg_catalog.pg_class ic on ic.oid = i.indexrelid
      join pg_catalog.pg_namespace n on n.oid = ic.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = ic.oid
      join pg_catalog.pg_stats s on (s.schemaname, s.tablename, s.attname) = (n.nspname, ic.relname, a.attname)
     where coalesce(s.most_common_vals::text, s.histogram_bounds::text) is not null
    union all
    select x.tab, e.stxstattarget = 0 from telling x join pg_catalog.pg_statistic_ext e on e.oid = x.oid
      join pg_catalog.pg_namespace n on n.oid = e.stxnamespace
     where exists (select from pg_catalog.pg_stats_ext s where s.most_common_vals is not null
                      and (s.statistics_schemaname, s.statistics_name) = (n.nspname, e.stxname))
        or exists (select from pg_catalog.pg_stats_ext_exprs s
                    where coalesce(s.most_common_vals::text, s.histogram_bounds::text) is not null
                      and (s.statistics_schemaname, s.statistics_name) = (n.nspname, e.stxname))
)
select n.nspname::text, c.relname::text, c.relkind::text, bool_or(coalesce(f.silent, false))
  from found f join pg_catalog.pg_class c on c.oid = f.tab join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 group by 1, 2, 3
"""

StatisticsKey = tuple[str, str, str, bool]
"""Schema, table, column, and whether its children's rows are counted, too. The column is "" where expressions are meant."""


@dataclass(frozen=True, slots=True)
class FamilyColumn:
    """A masked column of one table of a family: the masked table, what inherits from it or is a part of it, what these inherit from.
    ``target``: of its statistics, 0 for none. ``written``: its type.
    """

    family: int
    table: int
    schema: str
    name: str
    kind: str
    column: str
    target: int
    written: str
    is_heir: bool
    owner: str
    is_ours: bool


def masked_families(connection: Connection, masked: Collection[tuple[int, str]]) -> tuple[FamilyColumn, ...]:
    """Of masked tables (oid, column)."""
    said = {"tables": [table for table, _ in masked], "columns": [column for _, column in masked]}
    with translated_errors("The tables' families can't be read."):
        return tuple(
            FamilyColumn(*row)
            for row in connection.execute(
                _FAMILIES.format(may_maintain=MAY_MAINTAIN).encode(), said
            ).fetchall()
        )


def digests(connection: Connection) -> dict[StatisticsKey, str]:
    """Of the values that statistics show."""
    with translated_errors("The statistics can't be read."):
        rows = connection.execute(_DIGESTS).fetchall()
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def holds_old_values(connection: Connection, key: StatisticsKey) -> bool:
    """Do they show a value that the column doesn't have? One scan of the table."""
    schema, name, column, inherited = key
    table = f"{'' if inherited else 'ONLY '}{qualified(schema, name)}"
    query = _OLD.format(table=table, column=identifier(column))
    said = {"schema": schema, "name": name, "column": column, "inherited": inherited}
    with translated_errors("The statistics can't be compared."):
        row = connection.execute(query.encode(), said).fetchone()
    return row is None or bool(row[0])


def side_statistics(connection: Connection, columns: Collection[tuple[int, str]]) -> set[StatisticsKey]:
    """The tables (oid, column) whose statistics of expressions and of several columns ANALYZE does not write anew: there are no rows,
    or it is told not to.
    """
    said = {"tables": [table for table, _ in columns], "columns": [column for _, column in columns]}
    found: set[StatisticsKey] = set()
    with translated_errors("The statistics can't be read."):
        for schema, name, kind, is_silent in connection.execute(_SIDE, said).fetchall():
            table = f"{'' if kind == 'p' else 'ONLY '}{qualified(schema, name)}"
            row = connection.execute(f"SELECT EXISTS (SELECT FROM {table})".encode()).fetchone()
            if is_silent or row is None or not row[0]:
                found.add((schema, name, "", True))
    return found
