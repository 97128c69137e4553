"""Random schemas, and random edits of them, as SQL. Never here: what neonpy makes of them.

Every column name belongs to a family of types between which Postgres converts, and every row is made of ones, so that
whatever both ends can hold must survive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = ("smallint", "int", "bigint", "numeric(10,2)")
TEXTS = ("text", "varchar(20)", "varchar(30)")
TIMES = ("timestamp", "timestamptz")
FAMILIES = {
    "id": NUMBERS,
    "n": NUMBERS,
    'Odd "n': NUMBERS,
    "t": TEXTS,
    "select": TEXTS,
    "d": TIMES,
    "j": ("json", "jsonb"),
    "e": ("mood", "text"),
    "p": ("luck", "int", "bigint"),
    "a": ("int[]", "bigint[]"),
}
VALUES = {"e": "'fine'", "d": "'2020-01-01 00:00:00'", "j": "'{}'", "a": "'{1}'"}
DEFAULTS = {**VALUES, "e": "'fine'", "t": "'%s :x $1 ''q'' $$'", "select": "'it'", "p": "1"}
TABLES = ("orders", "Odd Täble", "users")
ROLES = ("app_reader", "app_writer", "public")
MOODS = (("fine",), ("sad", "fine"), ("fine", "sad"), ("fine", "sad", "it''s"), ("awful", "fine", "glad"))
LUCKS = ("value > 0", "value >= 0", "value <> 7")


@dataclass(frozen=True)
class Column:
    type: str
    default: bool
    nullable: bool
    comment: bool


@dataclass(frozen=True)
class Table:
    """``keys`` etc. hold column names; what names a column that is not there is left out when it is written."""

    columns: tuple[tuple[str, Column], ...]
    primary_key: str
    uniques: tuple[str, ...]
    checks: tuple[tuple[str, int], ...]
    indexes: tuple[tuple[str, str, bool], ...]
    policies: tuple[tuple[str, str, str], ...]
    references: tuple[tuple[str, str], ...]
    grants: tuple[tuple[str, str], ...]
    secured: bool
    comment: str


@dataclass(frozen=True)
class Schema:
    mood: tuple[str, ...]
    luck: str
    tables: tuple[tuple[str, Table], ...]


def columns() -> st.SearchStrategy[tuple[tuple[str, Column], ...]]:
    def one(name: str) -> st.SearchStrategy[tuple[str, Column]]:
        kept = st.builds(Column, st.sampled_from(FAMILIES[name]), st.booleans(), st.booleans(), st.booleans())
        return st.tuples(st.just(name), kept)

    chosen = st.lists(st.sampled_from(sorted(FAMILIES)), unique=True, max_size=6)
    return chosen.flatmap(lambda names: st.tuples(*map(one, names)))


def tables() -> st.SearchStrategy[Table]:
    name = st.sampled_from(sorted(FAMILIES))
    number = st.sampled_from(["id", "n", 'Odd "n'])

    def some(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
        one = st.tuples(*parts) if len(parts) > 1 else parts[0]
        return st.lists(
            one, max_size=2, unique_by=lambda item: item if isinstance(item, str) else item[0]
        ).map(tuple)

    return st.builds(
        Table,
        columns(),
        st.sampled_from(["", "id", "n"]),
        some(number),
        some(number, st.integers(-3, 0)),
        some(name, st.sampled_from(["btree", "hash", "partial", "expression"]), st.booleans()),
        some(number, st.sampled_from(["all", "select", "delete"]), st.sampled_from(ROLES)),
        some(number, st.sampled_from(TABLES)),
        some(st.sampled_from(ROLES), st.sampled_from(["select", "insert, update", "all"])),
        st.booleans(),
        st.sampled_from(["", "plain", "100 % :odd $1"]),
    )


def schemas() -> st.SearchStrategy[Schema]:
    named = st.tuples(st.sampled_from(TABLES), tables())
    many = st.lists(named, max_size=3, unique_by=lambda item: item[0]).map(tuple)
    return st.builds(Schema, st.sampled_from(MOODS), st.sampled_from(LUCKS), many)


@st.composite
def edited(draw: st.DrawFn) -> tuple[Schema, Schema]:
    """A schema and another that keeps some of its parts."""
    old, other = draw(schemas()), draw(schemas())
    there = dict(old.tables)
    mixed: list[tuple[str, Table]] = []
    for name, table in other.tables:
        before = there.pop(name, table)
        fields = {
            field: getattr(before if draw(st.booleans()) else table, field)
            for field in Table.__dataclass_fields__
        }
        mixed.append((name, Table(**fields)))
    mixed += [item for item in there.items() if draw(st.booleans())]
    return old, Schema(other.mood, other.luck, tuple(mixed))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sql(schema: Schema) -> str:
    """Statements that make it in an empty database."""
    labels = ", ".join(f"'{label}'" for label in schema.mood)
    lines = [
        f"create type mood as enum ({labels})",
        f"create domain luck as int constraint lucky check ({schema.luck})",
    ]
    for name, table in schema.tables:
        lines += _table(name, table)
    keys = {name: dict(table.columns)[_key(table)] for name, table in schema.tables if _key(table)}
    for name, table in schema.tables:
        held = dict(table.columns)
        for column, target in table.references:
            if column in held and target in keys and _may_reference(held[column], keys[target]):
                lines.append(
                    f"alter table {quoted(name)} add constraint {quoted(f'to {target} by {column}')}"
                    f" foreign key ({quoted(column)}) references {quoted(target)}"
                )
    return ";\n".join(lines) + ";"


def rows(schema: Schema) -> str:
    """One row in each table, of values that fit everywhere."""
    statements = []
    for name, table in schema.tables:
        if table.columns:
            names = ", ".join(quoted(column) for column, _ in table.columns)
            values = ", ".join(VALUES.get(column, "'1'") for column, _ in table.columns)
            statements.append(f"insert into {quoted(name)} ({names}) values ({values})")
    return "set session_replication_role = replica;\n" + ";\n".join(statements)


def _may_reference(column: Column, key: Column) -> bool:
    return column.type.startswith("numeric") == key.type.startswith("numeric")


def _key(table: Table) -> str:
    return table.primary_key if table.primary_key in dict(table.columns) else ""


def _table(name: str, table: Table) -> Iterator[str]:
    held, on = dict(table.columns), quoted(name)
    parts = [_column(column, value) for column, value in table.columns]
    if _key(table):
        parts.append(f"constraint {quoted(f'{name} key')} primary key ({quoted(_key(table))})")
    parts += [f"unique ({quoted(column)})" for column in table.uniques if column in held]
    parts += [
        f"constraint {quoted(f'{column} is more')} check ({quoted(column)} > {least})"
        for column, least in table.checks
        if column in held
    ]
    yield f"create table {on} ({', '.join(parts)})"
    for column, form, descending in table.indexes:
        if column in held and column not in ("j", "a"):
            yield f"create index {quoted(f'{name} {column}')} on {on} {_index(column, form, descending)}"
    for column, command, role in table.policies:
        if column in held:
            yield f"create policy {quoted(f'by {column}')} on {on} for {command} to {role} using ({quoted(column)} > 0)"
    for role, privileges in table.grants:
        yield f"grant {privileges} on {on} to {role}"
    if table.secured:
        yield f"alter table {on} enable row level security"
    if table.comment:
        yield f"comment on table {on} is '{table.comment}'"
    for column, value in table.columns:
        if value.comment:
            yield f"comment on column {on}.{quoted(column)} is 'of {column}'"


def _column(name: str, column: Column) -> str:
    default = (
        f" default {DEFAULTS.get(name, '1')}"
        if column.default or not column.nullable or name in ("id", "n")
        else ""
    )
    return f"{quoted(name)} {column.type}{default}{'' if column.nullable else ' not null'}"


def _index(column: str, form: str, descending: bool) -> str:
    name = quoted(column)
    match form:
        case "hash":
            return f"using hash ({name})"
        case "partial":
            return f"({name}) where {name} is not null"
        case "expression":
            return f"(({name} is null){' desc' if descending else ''})"
        case _:
            return f"({name}{' desc' if descending else ''})"
