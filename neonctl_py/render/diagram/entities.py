"""What a diagram shows: tables with their columns, and the foreign keys between them, as values in one fixed order.

Never here: how any of it is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey, PrimaryKey, Unique
from neonctl_py.model.table import Heir, Table
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change

_SIGNS: Final = {Action.CREATE: "+", Action.DELETE: "-"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column. ``keys``: of ``PK``, ``FK``, ``UK`` those that it is part of, in that order. ``mark``: ``+`` new, ``-`` going, ``~`` changed."""

    name: str
    type: str
    nullable: bool
    keys: tuple[str, ...] = ()
    comment: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A table. ``title`` is its name, with its schema where that isn't ``public``."""

    address: Address
    title: str
    attributes: tuple[Attribute, ...]
    comment: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key of ``source``. ``is_optional``: a row may refer to nothing; ``is_single``: at most one row refers to the same."""

    source: Address
    target: Address
    name: str
    columns: tuple[str, ...]
    is_optional: bool
    is_single: bool
    on_delete: str = "no action"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Sorted by address. ``hidden``: how many tables were left out."""

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    hidden: int = 0


def diagram_of(
    objects: Mapping[Address, Object],
    *,
    around: Collection[Address] = (),
    depth: int = 1,
    marks: Mapping[Address, str] | None = None,
) -> Diagram:
    """Of the tables among ``objects``, partitions left out. ``around``: only these, and what is up to ``depth`` foreign keys away."""
    said = marks or {}
    tables = {
        address: value
        for address, value in objects.items()
        if isinstance(value, Heir) and value.partition_of is None
    }
    parts: dict[Address, dict[Address, Object]] = defaultdict(dict)
    for address, value in objects.items():
        if address.parent in tables and isinstance(value, Column | PrimaryKey | Unique | ForeignKey):
            parts[address.parent][address] = value
    relations = sorted(
        (
            relation
            for table in tables
            for address, value in parts[table].items()
            if isinstance(value, ForeignKey)
            and (relation := _relation(table, address, value, parts[table], said)).target in tables
        ),
        key=lambda relation: (relation.source, relation.name),
    )
    shown = _near(around, relations, depth) & tables.keys() if around else set(tables)
    entities = tuple(_entity(table, tables[table], parts[table], said) for table in sorted(shown))
    return Diagram(
        entities,
        tuple(found for found in relations if found.source in shown and found.target in shown),
        len(tables) - len(entities),
    )


def diagram_of_changes(changes: Iterable[Change]) -> Diagram:
    """Of the tables that a plan touches: what is new, what goes, what is changed of them; a table that is there already shows only that."""
    objects: dict[Address, Object] = {}
    marks: dict[Address, str] = {}
    for change in changes:
        value = change.after if change.after is not None else change.before
        if value is None or change.kind not in ("table", "column", "constraint", "foreign_table"):
            continue
        table = change.address if change.kind in ("table", "foreign_table") else change.address.parent
        if table is None or table.kind not in ("table", "foreign_table"):
            continue  # a constraint of a domain
        objects[change.address] = value
        marks[change.address] = _SIGNS.get(change.action, "~")
        objects.setdefault(table, Table())
        marks.setdefault(table, "~")
        for known in (change.before, change.after):
            if isinstance(known, ForeignKey):
                other = (table.parent or table).child(
                    "table", known.references.schema or table.name[0], known.references.name
                )
                objects.setdefault(other, Table())
    return diagram_of(objects, marks=marks)


def _relation(
    table: Address,
    address: Address,
    key: ForeignKey,
    parts: Mapping[Address, Object],
    marks: Mapping[Address, str],
) -> Relation:
    database = table.parent or table
    columns = [parts.get(table.child("column", name)) for name in key.columns]
    unique = [value.columns for value in parts.values() if isinstance(value, PrimaryKey | Unique)]
    return Relation(
        source=table,
        target=database.child("table", key.references.schema or table.name[0], key.references.name),
        name=address.name[-1],
        columns=key.columns,
        is_optional=any(isinstance(column, Column) and column.nullable for column in columns),
        is_single=any(set(names) <= set(key.columns) for names in unique if names),
        on_delete=key.on_delete,
        mark=marks.get(address, ""),
    )


def _entity(
    table: Address, value: Object, parts: Mapping[Address, Object], marks: Mapping[Address, str]
) -> Entity:
    keys: dict[str, list[str]] = defaultdict(list)
    for word, shape in (("PK", PrimaryKey), ("FK", ForeignKey), ("UK", Unique)):
        for constraint in parts.values():
            if isinstance(constraint, shape):
                for name in constraint.columns:
                    if word not in keys[name] and not (word == "UK" and len(constraint.columns) > 1):
                        keys[name].append(word)
    columns = sorted(
        ((address, column) for address, column in parts.items() if isinstance(column, Column)),
        key=lambda pair: (pair[1].position, pair[0]),
    )
    attributes = tuple(
        Attribute(
            address.name[-1],
            column.type,
            column.nullable,
            tuple(keys[address.name[-1]]),
            column.comment if isinstance(column.comment, str) else "",
            marks.get(address, ""),
        )
        for address, column in columns
    )
    comment = getattr(value, "comment", None)
    return Entity(
        table, title_of(table), attributes, comment if isinstance(comment, str) else "", marks.get(table, "")
    )


def title_of(table: Address) -> str:
    """As people say it."""
    schema, name = table.name[0], table.name[-1]
    return name if schema == "public" else f"{schema}.{name}"


def _near(around: Iterable[Address], relations: Iterable[Relation], depth: int) -> set[Address]:
    beside: dict[Address, set[Address]] = defaultdict(set)
    for relation in relations:
        beside[relation.source].add(relation.target)
        beside[relation.target].add(relation.source)
    near = set(around)
    rim = set(near)
    for _ in range(depth):
        rim = {other for table in rim for other in beside[table]} - near
        near |= rim
    return near
