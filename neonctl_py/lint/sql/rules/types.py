"""Types of columns that people regret, wherever a column is written: new tables, new columns, changed types."""

from __future__ import annotations

from collections import Counter
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
    """A column named twice where Postgres allows it once."""
    for named in _lists(statement.node):
        times = Counter(name for name, _, _ in named)
        whole = {name for name, _, is_whole in named if is_whole}
        seen: set[str] = set()
        for name, part, _ in named:
            # a part of a column (a[1], a.b) may be set beside another part of it, but not beside the whole
            if name in seen and times[name] > 1 and name in whole:
                yield Finding("duplicate-column", statement.offset(part), f"`{name}`.")
            seen.add(name)


_Named = list[tuple[str, "Node", bool]]


def _lists(node: Node) -> Iterator[_Named]:
    """Every list of columns of the statement: name, node, and whether the whole column is meant."""
    match node.kind:
        case "CreateStmt":
            yield _defined(node)
        case "CreateForeignTableStmt":
            inner = node.part("base_stmt")
            yield _defined(inner) if inner is not None else []
        case "InsertStmt":
            yield _targets(node.parts("cols"))
            conflict = node.part("on_conflict_clause")
            yield _targets(conflict.parts("target_list")) if conflict is not None else []
        case "UpdateStmt":
            yield _targets(node.parts("target_list"))
        case "MergeStmt":
            for clause in node.parts("merge_when_clauses"):
                yield _targets(clause.parts("target_list"))
        case "ViewStmt":
            aliases = [(alias.text("sval"), node, True) for alias in node.parts("aliases")]
            query = node.part("query")
            yield aliases or (_results(query) if query is not None and query.kind == "SelectStmt" else [])
        case _:
            pass


def _defined(node: Node) -> _Named:
    return [
        (part.text("colname"), part, True) for part in node.parts("table_elts") if part.kind == "ColumnDef"
    ]


def _targets(parts: list[Node]) -> _Named:
    return [
        (part.text("name"), part, not part.parts("indirection")) for part in parts if part.kind == "ResTarget"
    ]


def _results(query: Node) -> _Named:
    """The columns of a view, as far as their names are clear."""
    found: _Named = []
    for part in query.parts("target_list"):
        value = part.part("val")
        name = part.text("name")
        if not name and value is not None:
            if value.kind == "ColumnRef":
                name = (value.names("fields") or ("",))[-1]
                if any(field.kind == "A_Star" for field in value.parts("fields")):
                    name = ""
            elif value.kind == "FuncCall":
                name = value.names("funcname")[-1]
            elif value.kind == "A_Const":
                name = "?column?"
        if name:
            found.append((name, part, True))
    return found
