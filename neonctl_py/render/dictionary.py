"""A data dictionary: what a database holds and what its comments say of it, in blocks that become Markdown or HTML.

Never here: reading a stack or a server; pictures (diagram/).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.enum import Enum
from neonctl_py.model.function import Function
from neonctl_py.model.grant import Grant
from neonctl_py.model.index import Index
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` from 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of somebody's words."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Cells in columns named in ``code`` are SQL or names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    code: frozenset[str] = frozenset()


Block = Heading | Words | Grid


def dictionary(databases: Mapping[Address, Mapping[Address, Object]]) -> Iterator[Block]:
    """One database after the other; schemas, and in them tables, views, types and functions, by name."""
    for place, objects in databases.items():
        yield Heading(1, place.name[0])
        parts: dict[Address, list[tuple[Address, Object]]] = defaultdict(list)
        for address, value in sorted(objects.items()):
            if address.parent is not None:
                parts[address.parent].append((address, value))
        held = {address.name[0] for address, _ in parts[place] if len(address.name) > 1}
        for schema in sorted(held):
            yield Heading(2, f"Schema {schema}")
            yield from _comment(objects.get(place.child("schema", schema)))
            inside = [
                (address, value)
                for address, value in parts[place]
                if len(address.name) > 1 and address.name[0] == schema
            ]
            yield from _schema(inside, parts)


def _schema(
    inside: list[tuple[Address, Object]], parts: Mapping[Address, list[tuple[Address, Object]]]
) -> Iterator[Block]:
    for address, value in inside:
        if isinstance(value, Table) and value.partition_of is None:
            yield Heading(3, f"Table {address.name[-1]}")
            yield from _comment(value)
            yield from _table(value, parts.get(address, []))
    for address, value in inside:
        if isinstance(value, View | MaterializedView):
            word = "View" if isinstance(value, View) else "Materialized view"
            yield Heading(3, f"{word} {address.name[-1]}")
            yield from _comment(value)
            yield from _granted(parts.get(address, []))
    enums = [
        (address.name[-1], ", ".join(value.labels), _said(value))
        for address, value in inside
        if isinstance(value, Enum)
    ]
    if enums:
        yield Heading(3, "Enums")
        yield Grid(("name", "values", "comment"), tuple(enums), frozenset({"name", "values"}))
    functions = [_function(address, value) for address, value in inside if isinstance(value, Function)]
    if functions:
        yield Heading(3, "Functions and procedures")
        yield Grid(
            ("name", "returns", "runs as", "comment"), tuple(functions), frozenset({"name", "returns"})
        )


def _table(table: Table, parts: list[tuple[Address, Object]]) -> Iterator[Block]:
    keys = _keys(parts)
    columns = sorted(
        ((address, value) for address, value in parts if isinstance(value, Column)),
        key=lambda pair: (pair[1].position, pair[0]),
    )
    rows = tuple(
        (
            address.name[-1],
            column.type,
            "" if column.nullable else "not null",
            _value_of(column),
            keys.get(address.name[-1], ""),
            _said(column),
        )
        for address, column in columns
    )
    if rows:
        yield Grid(
            ("column", "type", "null", "default", "key", "comment"),
            rows,
            frozenset({"column", "type", "default"}),
        )
    rules = [
        (address.name[-1], _rule(value), _said(value))
        for address, value in parts
        if isinstance(value, Check | Exclusion)
    ]
    if rules:
        yield Words("Rules:")
        yield Grid(("name", "holds always", "comment"), tuple(rules), frozenset({"name", "holds always"}))
    indexes = [
        (address.name[-1], _index(value), _said(value))
        for address, value in parts
        if isinstance(value, Index)
    ]
    if indexes:
        yield Words("Indexes:")
        yield Grid(("name", "of", "comment"), tuple(indexes), frozenset({"name", "of"}))
    if table.row_level_security:
        forced = ", also for the table's owner" if table.force_row_level_security else ""
        yield Words(f"Row-level security is enabled{forced}:")
    policies = [
        (address.name[-1], *_policy(value), _said(value))
        for address, value in parts
        if isinstance(value, Policy)
    ]
    if policies:
        columns_of = ("policy", "for", "roles", "sees rows where", "may write rows where", "comment")
        yield Grid(
            columns_of, tuple(policies), frozenset({"policy", "sees rows where", "may write rows where"})
        )
    triggers = [(address.name[-1], _said(value)) for address, value in parts if isinstance(value, Trigger)]
    if triggers:
        yield Words("Triggers:")
        yield Grid(("name", "comment"), tuple(triggers), frozenset({"name"}))
    yield from _granted(parts)


def _granted(parts: list[tuple[Address, Object]]) -> Iterator[Block]:
    rows = [
        (address.name[-1], ", ".join(_privilege(privilege) for privilege in value.privileges))
        for address, value in parts
        if isinstance(value, Grant)
    ]
    if rows:
        yield Words("Who may do what:")
        yield Grid(("role", "privileges"), tuple(rows), frozenset({"role"}))


def _privilege(privilege: Any) -> str:
    column = f" ({privilege.column})" if privilege.column else ""
    return f"{privilege.name}{column}{' with grant option' if privilege.grantable else ''}"


def _keys(parts: list[tuple[Address, Object]]) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for _, value in parts:
        match value:
            case PrimaryKey():
                for name in value.columns:
                    found[name].insert(0, "primary key")
            case ForeignKey():
                for name in value.columns:
                    found[name].append(f"refers to {value.references.schema}.{value.references.name}")
            case Unique():
                for name in value.columns:
                    together = (
                        f" with {', '.join(other for other in value.columns if other != name)}"
                        if len(value.columns) > 1
                        else ""
                    )
                    found[name].append(f"unique{together}")
            case _:
                pass
    return {name: "; ".join(words) for name, words in found.items()}


def _value_of(column: Column) -> str:
    if column.identity is not None:
        return (
            "generated always as identity" if column.identity.always else "generated by default as identity"
        )
    if column.generated is not None:
        return f"generated always as ({column.generated})"
    return column.default or ""


def _rule(value: Check | Exclusion) -> str:
    return value.expression if isinstance(value, Check) else value.definition


def _index(index: Index) -> str:
    keys = ", ".join(key.expression + (" desc" if key.descending else "") for key in index.keys)
    words = "unique " if index.unique else ""
    method = "" if index.method == "btree" else f"{index.method} "
    include = f" include ({', '.join(index.include)})" if index.include else ""
    return f"{words}{method}({keys}){include}" + (f" where {index.where}" if index.where else "")


def _policy(policy: Policy) -> tuple[str, str, str, str]:
    kind = policy.command if policy.permissive else f"{policy.command}, restrictive"
    return kind, ", ".join(policy.roles), policy.using or "", policy.with_check or ""


def _function(address: Address, function: Function) -> tuple[str, str, str, str]:
    arguments = ", ".join(f"{item.name} {item.type}".strip() for item in function.arguments if item.is_input)
    returns = "procedure" if function.procedure else function.returns or ""
    return (
        f"{address.name[1]}({arguments})",
        returns,
        "owner" if function.security_definer else "caller",
        _said(function),
    )


def _said(value: object) -> str:
    comment = getattr(value, "comment", None)
    return comment if isinstance(comment, str) else ""


def _comment(value: object) -> Iterator[Block]:
    said = _said(value)
    if said:
        yield Words(said)
