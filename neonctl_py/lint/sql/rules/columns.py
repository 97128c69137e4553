"""ALTER TABLE … ADD COLUMN and ALTER COLUMN: what rewrites, scans, or breaks running code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import commands, constraint_kinds, relation_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Command, Statement
    from neonctl_py.lint.sql.surroundings import Surroundings
    from neonctl_py.lint.sql.tree import Node

_TABLES: Final = {"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_MATVIEW"}
_SERIALS: Final = {"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"}
_RESTRICTING: Final = {"CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_FOREIGN", "CONSTR_CHECK"}
_CALM_NODES: Final = {"A_Const", "A_ArrayExpr", "SQLValueFunction", "String", "Integer", "Float", "Boolean"}
_CALM_FUNCTIONS: Final = frozenset(
    {
        "abs",
        "age",
        "array_append",
        "array_cat",
        "array_fill",
        "box",
        "ceil",
        "circle",
        "coalesce",
        "concat",
        "concat_ws",
        "current_database",
        "current_schema",
        "current_setting",
        "date_part",
        "date_trunc",
        "daterange",
        "floor",
        "greatest",
        "inet_client_addr",
        "inet_server_addr",
        "int4range",
        "int8range",
        "json_build_array",
        "json_build_object",
        "jsonb_build_array",
        "jsonb_build_object",
        "jsonb_strip_nulls",
        "least",
        "length",
        "lower",
        "make_date",
        "make_interval",
        "make_time",
        "make_timestamp",
        "make_timestamptz",
        "md5",
        "now",
        "nullif",
        "numrange",
        "pg_current_xact_id",
        "pi",
        "point",
        "round",
        "session_user",
        "statement_timestamp",
        "string_to_array",
        "timezone",
        "to_char",
        "to_date",
        "to_json",
        "to_jsonb",
        "to_timestamp",
        "transaction_timestamp",
        "tsrange",
        "tstzrange",
        "txid_current",
        "upper",
        "version",
    }
)


def check_columns(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """Each command of the ALTER TABLE."""
    if statement.node.choice("objtype") not in _TABLES:
        return
    relation = relation_of(statement.node)
    if around.is_new(relation):
        return
    table = shown(relation)
    for command in commands(statement):
        match command.does:
            case "AT_AddColumn":
                yield from _added(statement, command, table, around.options.pg_version)
            case "AT_SetNotNull" if not _is_proved(relation, command.name, around):
                yield Finding(
                    "not-null-scan",
                    command.offset,
                    f"Nothing in this file proves that `{command.name}` of `{table}` holds no NULL.",
                )
            case "AT_DropNotNull":
                yield Finding("drops-not-null", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_AlterColumnType":
                yield Finding("type-change-rewrites", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_DropColumn":
                yield Finding("drops-column", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_DropExpression":
                yield Finding("drops-generation", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_SetExpression":
                yield Finding("changes-generation", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_AddIdentity" | "AT_SetIdentity" | "AT_DropIdentity":
                yield Finding("changes-identity", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_ColumnDefault" if command.definition is None:
                yield Finding("drops-default", command.offset, f"`{command.name}` of `{table}`.")
            case "AT_ColumnDefault":
                yield Finding("changes-default", command.offset, f"`{command.name}` of `{table}`.")
            case _:
                pass


def _is_proved(relation: tuple[str, str], column: str, around: Surroundings) -> bool:
    """A validated check lets SET NOT NULL skip its scan since PostgreSQL 12; it may stand in an earlier file."""
    if around.options.pg_version < 12:
        return False
    return (relation, column) in around.known_not_null or relation in around.validated_elsewhere


def _added(statement: Statement, command: Command, table: str, pg_version: int) -> Iterator[Finding]:
    column = command.definition
    if column is None:
        return
    name = column.text("colname")
    what = f"`{name}` of `{table}`."
    kinds = constraint_kinds(column)
    yield Finding("adds-column", command.offset, what)
    rewriting = _rewriting(column, kinds, pg_version)
    if rewriting is not None:
        node, because = rewriting
        yield Finding("column-default-rewrites", statement.offset(node), f"`{name}` of `{table}` {because}.")
    is_filled = bool(kinds.keys() & {"CONSTR_DEFAULT", "CONSTR_GENERATED", "CONSTR_IDENTITY"}) or _is_serial(
        column
    )
    if not is_filled and kinds.keys() & {"CONSTR_NOTNULL", "CONSTR_PRIMARY"}:
        yield Finding("required-column", statement.offset(column), what)
    if kinds.keys() & _RESTRICTING:
        yield Finding("restricts-writes", statement.offset(column), what)
    if "CONSTR_PRIMARY" in kinds:
        yield Finding("primary-key-built-in-place", statement.offset(kinds["CONSTR_PRIMARY"]), what)
    if "CONSTR_UNIQUE" in kinds:
        yield Finding("unique-built-in-place", statement.offset(kinds["CONSTR_UNIQUE"]), what)
    if "CONSTR_FOREIGN" in kinds:
        yield Finding(
            "foreign-key-checked-at-once",
            statement.offset(kinds["CONSTR_FOREIGN"]),
            what,
            "Add the column alone, then the foreign key NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
        )
    if "CONSTR_CHECK" in kinds:
        yield Finding(
            "constraint-checked-at-once",
            statement.offset(kinds["CONSTR_CHECK"]),
            what,
            "Add the column alone, then the check NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
        )


def _rewriting(column: Node, kinds: dict[str, Node], pg_version: int) -> tuple[Node, str] | None:
    """What about the column makes Postgres write the whole table anew, and why."""
    default = kinds.get("CONSTR_DEFAULT")
    value = default.part("raw_expr") if default is not None else None
    if default is not None and value is not None:
        if pg_version < 11:
            return default, "has a default, which PostgreSQL before 11 writes into every row"
        if not is_calm(value):
            return default, "has a default that Postgres computes anew for every row"
    generated = kinds.get("CONSTR_GENERATED")
    if generated is not None and not (pg_version >= 18 and generated.text("generated_kind") == "v"):
        return generated, "is stored, and computed for every row"
    if "CONSTR_IDENTITY" in kinds:
        return kinds["CONSTR_IDENTITY"], "numbers every row"
    if _is_serial(column):
        return column, "numbers every row"
    return None


def _is_serial(column: Node) -> bool:
    named = column.part("type_name")
    return named is not None and named.names("names")[-1:] != () and named.names("names")[-1] in _SERIALS


def is_calm(value: Node) -> bool:
    """Is it one value for all rows: constants, and functions known not to be volatile?"""
    match value.kind:
        case "TypeCast" | "CollateClause":
            inner = value.part("arg")
            return inner is not None and is_calm(inner)
        case "A_Expr":
            sides = [value.part("lexpr"), value.part("rexpr")]
            return all(is_calm(side) for side in sides if side is not None)
        case "A_ArrayExpr":
            return all(is_calm(element) for element in value.parts("elements"))
        case "FuncCall":
            return value.names("funcname")[-1] in _CALM_FUNCTIONS and all(map(is_calm, value.parts("args")))
        case "CoalesceExpr" | "MinMaxExpr":
            return all(map(is_calm, value.parts("args")))
        case kind:
            return kind in _CALM_NODES
