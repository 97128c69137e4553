"""Rows for tables that nobody here has seen, and whether they are still there after a change. Never here: schemas' changes."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.values import Secret

    Session = psycopg.Connection[tuple[object, ...]]

_ROWS = 3
_ROUNDS = 4
"""Tables that refer to each other are filled one after the other, whatever their order."""

_TABLES = """
select n.nspname::text, c.relname::text, c.relkind = 'p' from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'neonpy')
   and not exists (select from pg_depend d where d.classid = 1259 and d.objid = c.oid and d.deptype = 'e') order by 1, 2
"""
_COLUMNS = """
with recursive base as (
    select a.attrelid, a.attnum, a.atttypid as type, a.atttypmod as modifier from pg_attribute a where a.attnum > 0
    union all
    select b.attrelid, b.attnum, t.typbasetype, t.typtypmod from base b join pg_type t on t.oid = b.type and t.typtype = 'd')
select a.attname::text, format_type(a.atttypid, a.atttypmod), t.typcategory::text, format_type(b.type, b.modifier), a.attgenerated::text,
       a.attidentity::text, (select min(enumlabel) from pg_enum e where e.enumtypid = b.type)
  from pg_attribute a join lateral (select * from base b where b.attrelid = a.attrelid and b.attnum = a.attnum
       and (select typtype from pg_type where oid = b.type) <> 'd') b on true join pg_type t on t.oid = b.type
 where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
"""
_REFERENCES = """
select a.attname::text, conf.confrelid::regclass::text, quote_ident(f.attname)
  from pg_constraint conf join unnest(conf.conkey, conf.confkey) k (mine, theirs) on true
  join pg_attribute a on a.attrelid = conf.conrelid and a.attnum = k.mine
  join pg_attribute f on f.attrelid = conf.confrelid and f.attnum = k.theirs
 where conf.contype = 'f' and conf.conrelid = %s::regclass
"""
_BY_CATEGORY = {
    "S": ("'{n}'",),
    "N": ("{n}",),
    "B": ("true",),
    "D": ("date '2024-01-0{n}'", "time '10:0{n}'"),
    "T": ("interval '{n} h'",),
    "I": ("'10.0.0.{n}'",),
    "R": ("'empty'",),
    "A": ("'{{}}'",),
    "V": ("B'1'",),
    "G": ("'({n},{n})'", "'(({n},{n}),({n},{n}))'", "'<({n},{n}),1>'"),
}
_BY_TYPE = {
    "uuid": "'00000000-0000-0000-0000-00000000000{n}'",
    "json": "'{{\"n\": {n}}}'",
    "jsonb": "'{{\"n\": {n}}}'",
    "bytea": "'\\x0{n}'",
    "xml": "'<n>{n}</n>'",
    "tsvector": "'word{n}'",
    "tsquery": "'word{n}'",
    "money": "{n}",
    "macaddr": "'08:00:2b:01:02:0{n}'",
    "hstore": "'n=>{n}'",
    "ltree": "'n{n}'",
}


@dataclass(frozen=True)
class _Column:
    name: str
    type: str
    category: str
    base: str
    generated: str
    identity: str
    label: str | None


@dataclass(frozen=True)
class Held:
    """A table: column -> its type, its generated columns, and the rows as texts. ``partitioned``: they are its partitions'."""

    columns: Mapping[str, str]
    generated: frozenset[str]
    rows: tuple[tuple[str | None, ...], ...]
    partitioned: bool


Seen = dict[tuple[str, str], Held]


def fill(database: Secret) -> None:
    """Up to three rows in every table, as far as its rules allow what we can think of."""
    with closing(psycopg.connect(database.reveal(), autocommit=True)) as session:
        waiting = [(schema, table) for schema, table, _ in _tables(session)]
        for _ in range(_ROUNDS):
            waiting = [place for place in waiting if not _fill_table(session, *place)]


def _tables(session: Session) -> list[tuple[str, str, bool]]:
    return [(str(row[0]), str(row[1]), bool(row[2])) for row in session.execute(_TABLES).fetchall()]


def _fill_table(session: Session, schema: str, table: str) -> bool:
    place = sql.Identifier(schema, table).as_string()
    columns = _columns(session, place)
    references = {row[0]: (row[1], row[2]) for row in session.execute(_REFERENCES, [place]).fetchall()}
    wanted = [item for item in columns if not item.generated and not item.identity]
    added = 0
    for number in range(1, _ROWS + 1):
        choices = [list(_values(item, references.get(item.name), number)) for item in wanted]
        for attempt in range(max((len(choice) for choice in choices), default=1)):
            values = [choice[min(attempt, len(choice) - 1)] for choice in choices]
            names = ", ".join(sql.Identifier(item.name).as_string() for item in wanted)
            listed = f"({names}) values ({', '.join(values)})" if wanted else "default values"
            if _tried(session, f"insert into {place} {listed}"):
                added += 1
                break
    return added > 0


def _columns(session: Session, place: str) -> list[_Column]:
    return [_Column(*row) for row in session.execute(_COLUMNS, [place]).fetchall()]  # type: ignore[arg-type]


def _values(column: _Column, reference: object, number: int) -> Iterator[str]:
    """What may fit, the likeliest first; NULL is last."""
    if isinstance(reference, tuple):
        yield f"(select {reference[1]} from {reference[0]} order by 1 offset {number - 1} limit 1)"
        yield f"(select {reference[1]} from {reference[0]} limit 1)"
    elif column.label is not None:
        yield "'" + column.label.replace("'", "''") + "'"
    else:
        bare = column.base.partition("(")[0]
        patterns = (_BY_TYPE[bare],) if bare in _BY_TYPE else _BY_CATEGORY.get(column.category, ())
        yield from (pattern.format(n=number) for pattern in patterns)
    yield "null"


def _tried(session: Session, statement: str) -> bool:
    try:
        session.execute(statement.encode())
    except psycopg.Error:
        return False
    return True


def seen(database: Secret) -> Seen:
    """What every table holds itself; of a partitioned one, what its partitions hold."""
    found: Seen = {}
    with closing(psycopg.connect(database.reveal(), autocommit=True)) as session:
        for schema, table, partitioned in _tables(session):
            place = sql.Identifier(schema, table).as_string()
            columns = _columns(session, place)
            texts = ", ".join(f"{sql.Identifier(item.name).as_string()}::text" for item in columns)
            rows = session.execute(
                f"select {texts} from {'' if partitioned else 'only '}{place}".encode()
            ).fetchall()
            found[schema, table] = Held(
                {item.name: item.type for item in columns},
                frozenset(item.name for item in columns if item.generated),
                tuple(rows),  # type: ignore[arg-type]
                partitioned,
            )
    return found


def lost(before: Seen, after: Seen, database: Secret) -> list[str]:
    """Tables and columns that both ends have and that do not hold any more what they held."""
    with closing(psycopg.connect(database.reveal(), autocommit=True)) as session:
        return [
            f"{'.'.join(place)}: {what}"
            for place, held in before.items()
            if place in after and not held.partitioned
            for what in _lost_of(held, after[place], session)
        ]


def _lost_of(old: Held, new: Held, session: Session) -> Iterator[str]:
    if len(new.rows) < len(old.rows):
        yield f"{len(old.rows)} rows before, {len(new.rows)} after"
        return
    for name in old.columns:
        if name not in new.columns or name in new.generated:
            continue
        had, has = _values_of(old, name), _values_of(new, name)
        if old.columns[name] != new.columns[name]:
            had = Counter({_converted(session, value, new.columns[name]): n for value, n in had.items()})
        unknown = had.pop("?", 0)
        if had - has or (has - had)[None] > old.rows.count(()) + max(0, len(new.rows) - len(old.rows)):
            yield f"column {name}: {dict(had)} before, {dict(has)} after"
        elif unknown and sum(has.values()) - has[None] < unknown:
            yield f"column {name}: {unknown} values became null"


def _values_of(held: Held, name: str) -> Counter[str | None]:
    position = list(held.columns).index(name)
    return Counter(row[position] for row in held.rows)


def _converted(session: Session, value: str | None, wanted: str) -> str | None:
    """The text as the other type writes it; ``?`` where it does not take it."""
    if value is None:
        return None
    try:
        row = session.execute(f"select %s::{wanted}::text".encode(), [value]).fetchone()
    except psycopg.Error:
        return "?"
    return None if row is None else str(row[0])
