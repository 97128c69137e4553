"""Types of columns that people regret, wherever a column is written: new tables, new columns, changed types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import column_type, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Statement
    from neonctl_py.lint.sql.surroundings import Surroundings
    from neonctl_py.lint.sql.tree import Node

_BY_TYPE: Final = {
    "int4": ("integer-column",),
    "int": ("integer-column",),
    "integer": ("integer-column",),
    "int2": ("smallint-column",),
    "smallint": ("smallint-column",),
    "serial": ("serial-column", "integer-column"),
    "serial4": ("serial-column", "integer-column"),
    "smallserial": ("serial-column", "smallint-column"),
    "serial2": ("serial-column", "smallint-column"),
    "bigserial": ("serial-column",),
    "serial8": ("serial-column",),
    "bpchar": ("char-column",),
    "timestamp": ("timestamp-without-zone",),
}


def check_types(statement: Statement, _around: Surroundings) -> Iterator[Finding]:
    """CREATE TABLE and ALTER TABLE."""
    for column, name in _columns(statement):
        found = column_type(column)
        if found is None:
            continue
        spelled, node = found
        what = f"`{name}` is of type {spelled}." if name else ""
        for rule in _BY_TYPE.get(spelled, ()):
            yield Finding(rule, statement.offset(node), what)
        if spelled == "varchar" and node.parts("typmods"):
            yield Finding("varchar-with-limit", statement.offset(node), what)


def _columns(statement: Statement) -> Iterator[tuple[Node, str]]:
    node = statement.node
    if node.kind == "CreateStmt":
        for column in node.parts("table_elts"):
            if column.kind == "ColumnDef":
                yield column, column.text("colname")
    elif node.kind == "AlterTableStmt" and node.choice("objtype") == "OBJECT_TABLE":
        for command in commands(statement):
            if command.does in {"AT_AddColumn", "AT_AlterColumnType"} and command.definition is not None:
                yield command.definition, command.definition.text("colname") or command.name


def check_enum(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """ALTER TYPE … ADD VALUE."""
    node = statement.node
    if node.text("new_val") and not node.text("old_val") and not node.text("new_val_neighbor"):
        names = node.names("type_name")
        if (names[-2] if len(names) > 1 else "public", names[-1]) not in around.new_types:
            yield Finding("enum-value-unordered", statement.find("add"), f"`{node.text('new_val')}`.")


def check_schema_written(statement: Statement, _around: Surroundings) -> Iterator[Finding]:
    """Opt-in: every table by its schema."""
    node = statement.node
    if node.kind == "DropStmt":
        if node.choice("remove_type") == "OBJECT_TABLE":
            for item in node.parts("objects"):
                if item.kind == "List" and len(item.names("items")) == 1:
                    yield Finding(
                        "table-without-schema", statement.piece.start, f"`{item.names('items')[0]}`."
                    )
        return
    if node.kind == "RenameStmt" and "OBJECT_TABLE" not in {
        node.choice("rename_type"),
        node.choice("relation_type"),
    }:
        return
    if node.kind == "AlterObjectSchemaStmt" and node.choice("object_type") != "OBJECT_TABLE":
        return
    holder = node.part("into") if node.kind == "CreateTableAsStmt" else node
    relation = holder.part("rel" if node.kind == "CreateTableAsStmt" else "relation") if holder else None
    if relation is not None and not relation.text("schemaname") and relation.text("relpersistence") != "t":
        what = f"`{relation.text('relname')}`."
        yield Finding("table-without-schema", statement.offset(relation), what)


def check_nothing_twice(statement: Statement, _around: Surroundings) -> Iterator[Finding]:
    """A column named twice in CREATE TABLE, INSERT, UPDATE or COPY."""
    node = statement.node
    named = []
    if node.kind == "CreateStmt":
        named = [
            (part.text("colname"), part) for part in node.parts("table_elts") if part.kind == "ColumnDef"
        ]
    elif node.kind == "InsertStmt":
        named = _targets(node.parts("cols"))
    elif node.kind == "UpdateStmt":
        named = _targets(node.parts("target_list"))
    seen: set[str] = set()
    for name, part in named:
        if name in seen:
            yield Finding("duplicate-column", statement.offset(part), f"`{name}`.")
        seen.add(name)


def _targets(parts: list[Node]) -> list[tuple[str, Node]]:
    """A part of a column (``a[1]``, ``a.b``) may be set beside another part of it."""
    return [
        (part.text("name"), part)
        for part in parts
        if part.kind == "ResTarget" and not part.parts("indirection")
    ]
