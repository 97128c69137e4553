"""Who holds what a script is about to need: old transactions are waited for without a place in the queue, where everybody else
would have to wait behind us. Only reads, and only what the server tells everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.sql_session import foreign, rows
from neonctl_py.ddl.quoting import literal, qualified
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.locks import ACCESS_EXCLUSIVE, BLOCKS_WRITERS, STRENGTH, relation_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

_SHOWN: Final = 3

_ABOUT: Final = """
select distinct a.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), coalesce(a.state, ''),
       coalesce(a.xact_start::timestamptz(0)::text, ''),
       coalesce(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::bigint, 0),
       pg_catalog.left(pg_catalog.regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 80)
"""

_HOLDERS: Final = (
    _ABOUT
    + """
  from (values {wanted}) wanted (name, exclusive)
  join pg_catalog.pg_locks l
    on l.locktype = 'relation' and l.granted and l.relation = pg_catalog.to_regclass(wanted.name)
   and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
   and (wanted.exclusive or l.mode not in ('AccessShareLock', 'RowShareLock'))
  join pg_catalog.pg_stat_activity a on a.pid = l.pid
 where a.pid <> pg_catalog.pg_backend_pid() and a.backend_type = 'client backend'
   and ({seconds} = 0 or a.xact_start < pg_catalog.clock_timestamp() - {seconds} * interval '1 second')
 order by 6 desc
"""
)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session. ``since`` and ``query`` are empty where the server tells them only to others."""

    pid: int
    name: str
    role: str
    state: str
    since: str
    seconds: int
    query: str

    def __str__(self) -> str:
        who = ", ".join(filter(None, (self.name, f"role {self.role}" if self.role else "")))
        since = f", in a transaction since {self.since}" if self.since else ""
        what = {"idle in transaction": "idle after", "active": "runs"}.get(self.state, "last")
        query = f", {what}: {self.query}" if self.query and not self.query.startswith("<") else ""
        return f"pid {self.pid} ({who}){since}{query}"


def told(blockers: Sequence[Blocker]) -> str:
    """The first of them, for people."""
    more = f" and {len(blockers) - _SHOWN} more" if len(blockers) > _SHOWN else ""
    return "; ".join(map(str, blockers[:_SHOWN])) + more


def holders(connection: Connection, steps: Iterable[SqlStep], *, seconds: float = 0) -> list[Blocker]:
    """Who holds a lock that these steps would wait for, with those of a transaction older than ``seconds`` only (0: all)."""
    wanted: dict[str, str] = {}
    for step in steps:
        for table in _locked(step) if step.effect.lock in BLOCKS_WRITERS else ():
            name = qualified(*table.name)
            if STRENGTH.index(step.effect.lock) > STRENGTH.index(wanted.get(name, "")):
                wanted[name] = step.effect.lock
    if not wanted:
        return []
    pairs = (f"({literal(name)}, {lock == ACCESS_EXCLUSIVE})" for name, lock in wanted.items())
    return _asked(connection, _HOLDERS.format(wanted=", ".join(pairs), seconds=seconds))


def _asked(connection: Connection, query: str) -> list[Blocker]:
    with foreign("The sessions of this database can't be read."):
        return [Blocker(*row) for row in rows(connection, query)]


def _locked(step: SqlStep) -> Iterator[Address]:
    """The relation under the name that it has before the step, the one that a key points to, and its parents if it leaves or joins them."""
    table = relation_of(step)
    if step.operation == "rename" and table == step.address:
        table = step.moved_from
    if table is None:
        return
    yield table
    if isinstance(step.after, ForeignKey) and table.parent is not None:
        yield table.parent.child("table", *step.after.references)
    if step.operation in ("leave", "join"):
        yield from {*parents_of(step.before, table), *parents_of(step.after, table)}
