"""What a refusal of Postgres means for the person who wrote the stack: why, and what to type. Never here: sending anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.quoting import identifier, identifiers
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.index import Index

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

_TIMED_OUT = "57014"
_LOCKED = "55P03"
_MISSING = {
    "42P01": "a table or view",
    "42883": "a function or operator",
    "42703": "a column",
    "42704": "a type, role or other object",
    "3F000": "a schema",
}


_KEY: Final = re.compile(r"(?<=\)) ?= ?\(.*\)")
_CONTAINS: Final = re.compile(r"(contains )\((?!.*…).*\)")
_QUOTED: Final = re.compile(r'"[^"]*"')


def without_values(text: str, sqlstate: str, statement: str) -> str:
    """What the server says about rows that refuse, without what they hold: of keys and failing rows, and what could not be read as a type,
    unless the ``statement`` itself says it.
    """
    if sqlstate.startswith("23"):
        return _CONTAINS.sub(r"\1(…)", _KEY.sub("=(…)", text))
    if sqlstate.startswith("22"):
        return _QUOTED.sub(lambda found: found[0] if found[0][1:-1] in statement else '"…"', text)
    return text


def remedy(step: SqlStep, sqlstate: str) -> str:
    """What to type; empty where nothing better is known than what Postgres says."""
    if step.address.parent is None:
        return ""
    query = _offending_rows(step, sqlstate)
    if query:
        return f"Look at the rows that are in the way, and mend them: {query}" + _or_backfill(step, sqlstate)
    if sqlstate in _MISSING:
        return (
            f"It names {_MISSING[sqlstate]} that isn't there (or not with these types): look for a misspelt name, or declare it."
            " Names without a schema are looked up in the object's own schema and in public."
        )
    if sqlstate == _TIMED_OUT:
        return (
            "It should have been quick; perhaps the table has grown since it was last analysed (ANALYZE, then plan again)."
            " neonpy apply --statement-timeout 0 gives it all the time that it needs."
        )
    if sqlstate == _LOCKED:
        return (
            "End that transaction (pg_terminate_backend), or give it more time: neonpy apply --lock-retries 100."
            " The same command goes on from here."
        )
    if sqlstate == "42601":
        return "The text that the stack gives isn't SQL that Postgres can read there."
    return ""


def _or_backfill(step: SqlStep, sqlstate: str) -> str:
    if sqlstate == "23502" and isinstance(step.after, Column):
        return "\nOr give the column a `backfill:` expression, or a default."
    return ""


def _offending_rows(step: SqlStep, sqlstate: str) -> str:
    """A query that shows them; the table is named in full, as it is called while this step runs."""
    made, place = step.after, step.address
    if place.parent is None or place.parent.kind != "table":
        return ""
    table = relation(parent_of(place))
    match sqlstate, made:
        case "23502", Column():
            return f"SELECT * FROM {table} WHERE {identifier(place.name[-1])} IS NULL;"
        case ("23502", PrimaryKey(columns=columns)):
            return f"SELECT * FROM {table} WHERE {' OR '.join(f'{identifier(name)} IS NULL' for name in columns)};"
        case ("23505", PrimaryKey(columns=columns) | Unique(columns=columns)):
            return _doubles(table, identifiers(columns))
        case "23505", Index(keys=keys):
            texts = (identifier(key.expression) if key.is_column else f"({key.expression})" for key in keys)
            return _doubles(table, ", ".join(texts))
        case "23514", Check(expression=expression):
            return f"SELECT * FROM {table} WHERE NOT ({expression});"
        case "23503", ForeignKey() as key:
            return _orphans(table, key, place)
        case _:
            return ""


def _doubles(table: str, keys: str) -> str:
    return f"SELECT {keys}, count(*) FROM {table} GROUP BY {keys} HAVING count(*) > 1;"


def _orphans(table: str, key: ForeignKey, place: Address) -> str:
    target = key.references
    pairs = zip(key.columns, key.referenced_columns, strict=False)
    same = " AND ".join(f"there.{identifier(other)} = here.{identifier(mine)}" for mine, other in pairs)
    if not same or place.parent is None:
        return ""
    given = " AND ".join(f"here.{identifier(name)} IS NOT NULL" for name in key.columns)
    other = f"{identifier(target.schema)}.{identifier(target.name)}"
    return (
        f"SELECT * FROM {table} here WHERE {given} AND NOT EXISTS (SELECT FROM {other} there WHERE {same});"
    )


def pointed_at(error: BaseException | None) -> str:
    """The line of a body that Postgres stumbled over, with its number and a mark below; empty where it tells no position."""
    said = getattr(error, "diag", None)
    return _marked(said.internal_query, said.internal_position) if said is not None else ""


def _marked(text: str | None, place: str | None) -> str:
    if text is None or place is None:
        return ""
    before = text[: int(place) - 1]
    number = before.count("\n")
    column = len(before) - before.rfind("\n") - 1
    label = f"line {number + 1}: "
    line = text.split("\n")[number]
    return f"{label}{line}\n{' ' * (len(label) + column)}^"
