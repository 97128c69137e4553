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
from neonctl_py.postgres.trial import Attempt, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_COLUMNS_PER_TABLE = 1_000  # Postgres' limit is 1,600


@dataclass(slots=True)
class Scratch:
    """One round. ``tables`` and ``domains``: temporary name -> the address that its content is read back under.
    ``places``: address read back -> the address it stands for, where these differ.
    """

    database: Address
    attempts: list[Attempt] = field(default_factory=list)
    tables: dict[str, Address] = field(default_factory=dict)
    domains: dict[str, Address] = field(default_factory=dict)
    places: dict[Address, Address] = field(default_factory=dict)

    def add(self, schema: str, text: str, *instead: Attempt) -> None:
        self.attempts.append(Attempt(schema, text, instead))

    def place(self, container: Address, real: Address) -> str:
        """A new name in the scratch schema that stands for ``real``."""
        name = f"neonpy_{len(self.places)}"
        self.places[container.child(real.kind, name)] = real
        return name


def scratch_rounds(
    database: Address, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> list[Scratch]:
    """Rounds that are each made, read back and rolled back. There are several only where tables of one name stand in
    several schemas: the scratch schema can hold one of them at a time.
    """
    rounds = [Scratch(database)]
    _plain_columns(rounds[0], objects, candidates)
    _domains(rounds[0], objects, candidates)
    parts_by_table = _table_parts(objects, candidates)
    shapes = _shapes(objects, parts_by_table)
    for table, parts in parts_by_table.items():
        scratch = next((one for one in rounds if table.name[1] not in one.tables), None)
        if scratch is None:
            scratch = Scratch(database)
            rounds.append(scratch)
        _table(scratch, table, shapes[table], {part: objects[part] for part in parts})
    return [scratch for scratch in rounds if scratch.attempts]


def _plain_columns(
    scratch: Scratch, objects: Mapping[Address, Object], candidates: Collection[Address]
) -> None:
    by_schema: dict[str, list[tuple[Address, Column]]] = {}
    for address in candidates:
        value = objects[address]
        if isinstance(value, Column) and value.generated is None and address.parent is not None:
            by_schema.setdefault(address.parent.name[0], []).append((address, value))
    for schema, columns in by_schema.items():
        for start in range(0, len(columns), _COLUMNS_PER_TABLE):
            _column_table(scratch, schema, columns[start : start + _COLUMNS_PER_TABLE])


def _column_table(scratch: Scratch, schema: str, columns: Sequence[tuple[Address, Column]]) -> None:
    table = f"neonpy_columns_{len(scratch.tables)}"
    address = scratch.tables[table] = scratch.database.child("table", "pg_temp", table)
    alter = f"ALTER TABLE pg_temp.{table}"
    scratch.add(schema, f"CREATE TEMPORARY TABLE pg_temp.{table} ()")
    for real, column in columns:
        name = scratch.place(address, real)
        scratch.add(schema, f"{alter} ADD COLUMN {name} {_type(column)}")
        if column.default is not None:
            # apart from its column, because ADD COLUMN … DEFAULT would evaluate it
            scratch.add(schema, f"{alter} ALTER COLUMN {name} SET DEFAULT {column.default}")


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
        needs_table = isinstance(value, Check | Exclusion | Index | Policy) or (
            isinstance(value, Column) and value.generated is not None
        )
        if needs_table and address.parent is not None and address.parent.kind == "table":
            parts.setdefault(address.parent, []).append(address)
    return parts


def _shapes(
    objects: Mapping[Address, Object], tables: Collection[Address]
) -> dict[Address, dict[str, Column]]:
    shapes: dict[Address, dict[str, Column]] = {table: {} for table in tables}
    for address, value in objects.items():
        if isinstance(value, Column) and address.parent is not None and address.parent in shapes:
            shapes[address.parent][address.name[0]] = value
    return shapes


def _table(
    scratch: Scratch, table: Address, shape: Mapping[str, Column], parts: Mapping[Address, Object]
) -> None:
    schema, name = table.name
    scratch.tables[name] = table
    relation = f"pg_temp.{quoted(name)}"
    plain = [(column, value) for column, value in shape.items() if value.generated is None]
    definitions = [f"{quoted(column)} {_type(value)}" for column, value in plain]
    # a column whose type does not exist yet must not take the others with it
    one_by_one = (
        Attempt(schema, f"CREATE TEMPORARY TABLE {relation} ()"),
        *(Attempt(schema, f"ALTER TABLE {relation} ADD COLUMN {definition}") for definition in definitions),
    )
    scratch.add(schema, f"CREATE TEMPORARY TABLE {relation} ({', '.join(definitions)})", *one_by_one)
    for column, value in shape.items():
        if value.generated is not None:
            form = "STORED" if value.stored else "VIRTUAL"
            text = f"{quoted(column)} {_type(value)} GENERATED ALWAYS AS ({value.generated}) {form}"
            _add_part(scratch, table, f"ALTER TABLE {relation} ADD COLUMN {text}")
    for address, part in parts.items():
        for text in _part(scratch, table, relation, address, part):
            _add_part(scratch, table, text)


def _part(scratch: Scratch, table: Address, relation: str, address: Address, part: Object) -> Iterator[str]:
    match part:
        case Check():
            yield f"ALTER TABLE {relation} ADD CONSTRAINT {scratch.place(table, address)} CHECK ({part.expression})"
        case Exclusion():
            yield f"ALTER TABLE {relation} ADD CONSTRAINT {scratch.place(table, address)} {part.definition}"
        case Index():
            keys = ", ".join(map(_key, part.keys))
            where = "" if part.where is None else f" WHERE {part.where}"
            name = scratch.place(table, address)
            yield f"CREATE INDEX {name} ON {relation} USING {quoted(part.method)} ({keys}){where}"
        case Policy():
            using = "" if part.using is None else f" USING ({part.using})"
            with_check = "" if part.with_check is None else f" WITH CHECK ({part.with_check})"
            name = scratch.place(table, address)
            yield f"CREATE POLICY {name} ON {relation} FOR {part.command}{using}{with_check}"


def _add_part(scratch: Scratch, table: Address, text: str) -> None:
    """``public.buyers.wallet`` can't mean the temporary table, so a text that says so is tried again without the schema."""
    schema, name = table.name
    qualified = re.compile(rf"(?<![\w$\".]){_spelling(schema)}\s*\.\s*({_spelling(name)}\s*\.)")
    shorter = qualified.sub(r"\1", text)
    scratch.add(schema, text, *(() if shorter == text else (Attempt(schema, shorter),)))


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
