"""What else of a database goes or changes when rows of a table are deleted, by the foreign keys of other tables (and its own).

Never here: whether that is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import sql

if TYPE_CHECKING:
    from neonctl_py.postgres.connect import Connection

_CHILDREN: Final = """
with recursive hit (oid) as (
    select {table}::pg_catalog.regclass::oid
  union
    select next.oid from hit, lateral (
      select i.inhrelid from pg_catalog.pg_inherits i where i.inhparent = hit.oid
      union all
      select c.conrelid from pg_catalog.pg_constraint c
       where c.contype = 'f' and c.confdeltype = 'c' and c.confrelid = hit.oid
    ) as next (oid)
)
select distinct c.conrelid::pg_catalog.regclass::text, c.confdeltype::text
  from pg_catalog.pg_constraint c
  left join pg_catalog.pg_constraint whole on whole.oid = c.conparentid
 where c.contype = 'f' and c.confdeltype in ('c', 'n', 'd') and c.confrelid in (select oid from hit)
   and (whole.oid is null or whole.conrelid = c.conrelid)
 order by 1, 2
"""
_WORDS: Final = {"c": "deleted", "n": "set to null", "d": "set to their default"}


def children_of(connection: Connection, schema: str, name: str) -> tuple[str, ...]:
    """Each as ``table (what becomes of its rows)``, over any number of steps. Raises psycopg.Error."""
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, name))
    rows = connection.execute(sql.SQL(_CHILDREN).format(table=sql.Literal(quoted))).fetchall()
    return tuple(f"{table} ({_WORDS[kind]})" for table, kind in rows)
