"""What has to be made in the scratch transaction so that the server spells a desired text. Pure: nothing here runs it.

Plain columns (type, default) need nothing around them and share one table per schema. Whatever names a table's columns
gets a temporary table with the desired columns and the table's own name, because expressions may say ``buyers.wallet``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion
from neonctl_py.model.domain import Domain
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.rule import Rule
from neonctl_py.model.table import Heir
from neonctl_py.model.trigger import Trigger
from neonctl_py.postgres.scratch_functions import function_rounds
from neonctl_py.postgres.scratch_partitions import columns_of, partitions
from neonctl_py.postgres.scratch_views import rule_statement, view_rounds
from neonctl_py.postgres.trial import Attempt, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_COLUMNS_PER_TABLE = 50  # each further ALTER TABLE of a wide table costs more than the one before
_TABLES_PER_ROUND = 40  # a transaction holds a lock for each table, index and TOAST table that it makes


_PlainColumn = tuple[str, str | None]
"""Type with collation, and default."""


@dataclass(slots=True)
class Scratch:
    """One round. ``tables``, ``domains``, ``views`` and ``functions``: temporary name -> the address that its content is read back
    under.
    ``places``: address read back -> the addresses that it stands for, where these differ.
    """

    database: Address
    attempts: list[Attempt] = field(default_factory=list)
    tables: dict[str, Address] = field(default_factory=dict)
    domains: dict[str, Address] = field(default_factory=dict)
    views: dict[str, Address] = field(default_factory=dict)
    functions: dict[str, Address] = field(default_factory=dict)
    places: dict[Address, tuple[Address, ...]] = field(default_factory=dict)

    def add(self, schema: str, text: str, *instead: Attempt) -> None:
        self.attempts.append(Attempt(schema, text, instead))

    def place(self, container: Address, *real: Address) -> str:
        """A new name in the scratch schema that stands for the ``real`` ones, which are of one kind."""
        name = f"neonpy_{len(self.places)}"
        self.places[container.child(real[0].kind, name)] = real
        return name


def scratch_rounds(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> list[Scratch]:
    """Rounds that are each made, read back and rolled back. Several, because the scratch schema can't hold two tables of
    one name (from two schemas) at a time, and because a transaction can't hold any number of locks.
    """
    rounds = [*_plain_columns(database, objects, candidates), Scratch(database)]
    _domains(rounds[-1], objects, candidates)
    parts_by_table = _table_parts(objects, candidates)
    shapes = shapes_of(objects, parts_by_table)
    for table, parts in parts_by_table.items():
        scratch = next((one for one in rounds[-3:] if _has_room(one, table.name[1])), None)
        if scratch is None:
            scratch = Scratch(database)
            rounds.append(scratch)
        _table(scratch, table, shapes[table], {part: objects[part] for part in parts})
    rounds += _partitions(database, objects, candidates)
    rounds += _functions(database, objects, candidates)
    rounds += _views(database, objects, candidates)
    return [scratch for scratch in rounds if scratch.attempts]


def _partitions(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> Iterator[Scratch]:
    scratch = Scratch(database)
    for name, address, attempts in partitions(database, objects, candidates):
        if len(scratch.tables) >= _TABLES_PER_ROUND:
            yield scratch
            scratch = Scratch(database)
        scratch.attempts += attempts
        place = scratch.tables[name] = database.child("table", "pg_temp", name)
        scratch.places[place] = (address,)
    yield scratch


def _functions(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> Iterator[Scratch]:
    for made in function_rounds(objects, candidates):
        attempts = [attempt for _, attempt in made.values()]
        places = {name: address for name, (address, _) in made.items()}
        yield Scratch(database, attempts, functions=places)


def _views(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> Iterator[Scratch]:
    for made in view_rounds(objects, candidates):
        views = {name: address for name, (address, _) in made.items()}
        scratch = Scratch(database, [attempt for _, attempt in made.values()], views=views)
        for name, view in views.items():
            for address in sorted(one for one in candidates if one.parent == view):
                if isinstance(rule := objects[address], Rule):
                    text = rule_statement(scratch.place(view, address), f"pg_temp.{name}", rule)
                    scratch.add(view.name[0], text)
        yield scratch


def _has_room(scratch: Scratch, table: str) -> bool:
    return table not in scratch.tables and len(scratch.tables) < _TABLES_PER_ROUND


def _plain_columns(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> list[Scratch]:
    """Equal columns (a thousand times ``timestamptz default now()``) are asked about once."""
    by_schema: dict[str, dict[_PlainColumn, list[Address]]] = {}
    for address in candidates:
        value = objects[address]
        if isinstance(value, Column) and value.generated is None and address.parent is not None:
            alike = by_schema.setdefault(address.parent.name[0], {})
            alike.setdefault((_type(value), value.default), []).append(address)
    rounds: list[Scratch] = []
    for schema, alike in by_schema.items():
        columns = list(alike.items())
        for start in range(0, len(columns), _COLUMNS_PER_TABLE):
            if not rounds or not _has_room(rounds[-1], ""):
                rounds.append(Scratch(database))
            _column_table(rounds[-1], schema, columns[start : start + _COLUMNS_PER_TABLE])
    return rounds


def _column_table(
    scratch: Scratch, schema: str, columns: Sequence[tuple[_PlainColumn, Sequence[Address]]]
) -> None:
    table = f"neonpy_columns_{len(scratch.tables)}"
    address = scratch.tables[table] = scratch.database.child("table", "pg_temp", table)
    create, alter = f"CREATE TEMPORARY TABLE pg_temp.{table}", f"ALTER TABLE pg_temp.{table}"
    together: list[str] = []
    one_by_one = [Attempt(schema, f"{create} ()")]
    for (type_name, default), real in columns:
        name = scratch.place(address, *real)
        one_by_one.append(Attempt(schema, f"{alter} ADD COLUMN {name} {type_name}"))
        if default is not None:
            # apart from its column, because ADD COLUMN … DEFAULT would evaluate it
            one_by_one.append(Attempt(schema, f"{alter} ALTER COLUMN {name} SET DEFAULT ({default})"))
        together.append(f"{name} {type_name}" + ("" if default is None else f" DEFAULT ({default})"))
    scratch.add(schema, f"{create} ({', '.join(together)})", *one_by_one)


def _domains(scratch: Scratch, objects: Mapping[Address, Object], candidates: Collection[Address]) -> None:
    wanted = {address if address.kind == "domain" else address.parent for address in candidates}
    for address in sorted(place for place in wanted if place is not None and place.kind == "domain"):
        domain = objects.get(address)
        if not isinstance(domain, Domain):
            continue
        name = f"neonpy_domain_{len(scratch.domains)}"
        scratch.domains[name] = address
        schema = address.name[0]
        scratch.add(schema, f"CREATE DOMAIN pg_temp.{name} AS {_type(domain)}")
        if domain.default is not None:
            scratch.add(schema, f"ALTER DOMAIN pg_temp.{name} SET DEFAULT {domain.default}")
        for check in sorted(one for one in candidates if one.parent == address):
            value = objects[check]
            if isinstance(value, Check):
                constraint = scratch.place(address, check)
                add = f"ADD CONSTRAINT {constraint} CHECK ({value.expression})"
                scratch.add(schema, f"ALTER DOMAIN pg_temp.{name} {add}")


def _table_parts(
    objects: Mapping[Address, Object], candidates: Collection[Address]
) -> dict[Address, list[Address]]:
    parts: dict[Address, list[Address]] = {}
    for address in sorted(candidates):
        value = objects[address]
        needs_table = isinstance(value, Check | Exclusion | Index | Policy | Rule | Trigger) or (
            isinstance(value, Column) and value.generated is not None
        )
        if needs_table and address.parent is not None and address.parent.kind in ("table", "foreign_table"):
            parts.setdefault(address.parent, []).append(address)
    return parts


def shapes_of(
    objects: Mapping[Address, Object], tables: Collection[Address]
) -> dict[Address, dict[str, Column]]:
    """The columns of these tables, their parents' among them."""
    shapes: dict[Address, dict[str, Column]] = {table: {} for table in tables}
    for address, value in objects.items():
        if isinstance(value, Column) and address.parent is not None and address.parent in shapes:
            shapes[address.parent][address.name[0]] = value
    for table, shape in shapes.items():
        held = objects.get(table)
        if isinstance(held, Heir) and (held.partition_of or held.inherits):
            shapes[table] = {**columns_of(table, objects), **shape}
    return shapes


def _table(
    scratch: Scratch, table: Address, shape: Mapping[str, Column], parts: Mapping[Address, Object]
) -> None:
    """All that CREATE TABLE can hold in one statement. Where that fails, one by one: a column whose type does not exist yet
    must not take the others with it.
    """
    schema, name = table.name
    scratch.tables[name] = table
    relation = f"pg_temp.{quoted(name)}"
    columns = [
        f"{quoted(column)} {_type(value)}" for column, value in shape.items() if value.generated is None
    ]
    additions = [
        *columns,
        *(_generated(column, value) for column, value in shape.items() if value.generated is not None),
        *(text for address, part in parts.items() if (text := _constraint(scratch, table, address, part))),
    ]
    one_by_one = [Attempt(schema, f"CREATE TEMPORARY TABLE {relation} ()")]
    one_by_one += [_attempt(table, f"ALTER TABLE {relation} ADD {addition}") for addition in additions]
    create = f"CREATE TEMPORARY TABLE {relation} ({', '.join(additions)})"
    scratch.attempts.append(Attempt(schema, create, tuple(one_by_one)))
    for address, part in parts.items():
        if text := _command(scratch, table, relation, address, part):
            scratch.attempts.append(_attempt(table, text))


def _generated(column: str, value: Column) -> str:
    form = "STORED" if value.stored else "VIRTUAL"
    return f"{quoted(column)} {_type(value)} GENERATED ALWAYS AS ({value.generated}) {form}"


def _constraint(scratch: Scratch, table: Address, address: Address, part: Object) -> str:
    match part:
        case Check():
            return f"CONSTRAINT {scratch.place(table, address)} CHECK ({part.expression})"
        case Exclusion():
            return f"CONSTRAINT {scratch.place(table, address)} {part.definition}"
        case _:
            return ""


def _command(scratch: Scratch, table: Address, relation: str, address: Address, part: Object) -> str:
    match part:
        case Index():
            keys = ", ".join(map(_key, part.keys))
            where = "" if part.where is None else f" WHERE {part.where}"
            name = scratch.place(table, address)
            return f"CREATE INDEX {name} ON {relation} USING {quoted(part.method)} ({keys}){where}"
        case Policy():
            using = "" if part.using is None else f" USING ({part.using})"
            with_check = "" if part.with_check is None else f" WITH CHECK ({part.with_check})"
            name = scratch.place(table, address)
            return f"CREATE POLICY {name} ON {relation} FOR {part.command}{using}{with_check}"
        case Rule():
            return rule_statement(scratch.place(table, address), relation, part)
        case Trigger(when=str()):
            events = " OR ".join(part.events)
            head = f"CREATE TRIGGER {scratch.place(table, address)} {part.timing} {events} ON {relation}"
            # any trigger function will do: only the condition is read back
            call = "EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()"
            return f"{head} FOR EACH {part.level} WHEN ({part.when}) {call}"
        case _:
            return ""


def _attempt(table: Address, text: str) -> Attempt:
    """``public.buyers.wallet`` can't mean the temporary table, so a text that says so is tried again without the schema."""
    schema, name = table.name
    qualified = re.compile(rf"(?<![\w$\".]){_spelling(schema)}\s*\.\s*({_spelling(name)}\s*\.)")
    shorter = qualified.sub(r"\1", text)
    return Attempt(schema, text, () if shorter == text else (Attempt(schema, shorter),))


def _spelling(name: str) -> str:
    """A pattern for the name as SQL may write it."""
    in_quotes = re.escape(quoted(name))
    return rf"(?:{in_quotes}|(?i:{re.escape(name)}))" if name == name.lower() else in_quotes


def _type(value: Column | Domain) -> str:
    return value.type if value.collation is None else f"{value.type} COLLATE {value.collation}"


def _key(key: IndexKey) -> str:
    words = [key.expression if key.is_column else f"({key.expression})"]
    if key.collation is not None:
        words.append(f"COLLATE {key.collation}")
    if key.opclass is not None:
        parameters = ", ".join(f"{name} = {_literal(value)}" for name, value in key.opclass_parameters)
        words.append(f"{key.opclass} ({parameters})" if parameters else key.opclass)
    if key.descending:
        words.append("DESC")
    if key.nulls_first is not None:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return " ".join(words)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
