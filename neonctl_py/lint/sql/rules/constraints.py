"""Constraints added to, validated on and dropped from tables that exist; constraints of domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import commands, relation_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Command, Statement
    from neonctl_py.lint.sql.surroundings import Surroundings
    from neonctl_py.lint.sql.tree import Node

_SCANNING: Final = {
    "CONSTR_CHECK": "constraint-checked-at-once",
    "CONSTR_NOTNULL": "constraint-checked-at-once",
    "CONSTR_FOREIGN": "foreign-key-checked-at-once",
}
_INDEXING: Final = {
    "CONSTR_UNIQUE": "unique-built-in-place",
    "CONSTR_PRIMARY": "primary-key-built-in-place",
    "CONSTR_EXCLUSION": "exclusion-built-in-place",
}


def check_constraints(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """Each command of the ALTER TABLE."""
    relation = relation_of(statement.node)
    if around.is_new(relation):
        return
    table = shown(relation)
    for command in commands(statement):
        definition = command.definition
        if command.does == "AT_AddConstraint" and definition is not None:
            yield from _added(statement, definition, table)
        elif command.does == "AT_ValidateConstraint":
            yield from _validated(command, table, around)
        elif command.does == "AT_DropConstraint":
            yield Finding("drops-constraint", command.offset, f"`{command.name}` of `{table}`.")


def _added(statement: Statement, constraint: Node, table: str) -> Iterator[Finding]:
    kind = constraint.choice("contype")
    name = constraint.text("conname")
    what = f"`{name}` of `{table}`." if name else f"On `{table}`."
    offset = statement.offset(constraint)
    uses_index = bool(constraint.text("indexname"))
    yield Finding("restricts-writes", offset, what)
    if kind in _SCANNING and not constraint.flag("skip_validation"):
        if kind == "CONSTR_CHECK" and not constraint.flag("is_enforced"):
            return
        yield Finding(_SCANNING[kind], offset, what)
    elif kind in _INDEXING and not uses_index:
        yield Finding(_INDEXING[kind], offset, what)


def _validated(command: Command, table: str, around: Surroundings) -> Iterator[Finding]:
    added_in = around.not_valid.get(command.name)
    if around.in_transaction and added_in == around.transaction:
        yield Finding("validated-in-same-transaction", command.offset, f"`{command.name}` of `{table}`.")


def check_domain(statement: Statement, _around: Surroundings) -> Iterator[Finding]:
    """CREATE DOMAIN and ALTER DOMAIN."""
    node = statement.node
    if node.kind == "CreateDomainStmt":
        constraints = [part for part in node.parts("constraints") if part.choice("contype") != "CONSTR_NULL"]
        if any(part.choice("contype") in {"CONSTR_CHECK", "CONSTR_NOTNULL"} for part in constraints):
            name = ".".join(node.names("domainname"))
            yield Finding("domain-with-constraint", statement.offset(constraints[0]), f"`{name}`.")
    elif node.text("subtype") == "X":
        name = ".".join(node.names("type_name"))
        yield Finding("drops-constraint", statement.find("drop"), f"`{node.text('name')}` of `{name}`.")
    elif node.text("subtype") in {"C", "O"}:  # ADD CONSTRAINT, SET NOT NULL
        name = ".".join(node.names("type_name"))
        if node.text("subtype") == "C":
            yield Finding("domain-constraint-added", statement.find("add"), f"To `{name}`.")
        yield Finding("restricts-writes", statement.piece.start, f"Columns of `{name}`.")
