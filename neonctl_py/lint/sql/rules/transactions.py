"""What may not, or need not, run inside a transaction, and what can't be run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import commands, relation_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Statement
    from neonctl_py.lint.sql.surroundings import Surroundings
    from neonctl_py.lint.sql.tree import Node

_BEGINS: Final = {"TRANS_STMT_BEGIN", "TRANS_STMT_START"}
_ENDS: Final = {"TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK"}
_NEVER_INSIDE: Final = {
    "VacuumStmt": "VACUUM",
    "CreatedbStmt": "CREATE DATABASE",
    "DropdbStmt": "DROP DATABASE",
    "CreateTableSpaceStmt": "CREATE TABLESPACE",
    "DropTableSpaceStmt": "DROP TABLESPACE",
    "AlterSystemStmt": "ALTER SYSTEM",
}
_MISSING: Final = {True: "IF NOT EXISTS is missing.", False: "IF EXISTS is missing."}
_REPEATED_DROPS: Final = {"OBJECT_INDEX", "OBJECT_TABLE", "OBJECT_TYPE"}


def check_transaction(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """BEGIN, COMMIT, ROLLBACK."""
    does = statement.node.choice("kind")
    assumed = around.options.assume_in_transaction
    if does in _BEGINS and (assumed or around.begun_at is not None):
        why = "The tool that runs the file has begun one." if assumed else "One is open already."
        yield Finding("transaction-in-transaction", statement.piece.start, why)
    elif does in _ENDS and assumed:
        yield Finding(
            "transaction-in-transaction",
            statement.piece.start,
            "It would end the transaction of the tool that runs the file.",
        )
    elif does in _ENDS and around.begun_at is None:
        yield Finding("transaction-in-transaction", statement.piece.start, "None is open.")


def check_end(around: Surroundings) -> Iterator[Finding]:
    """Behind the last statement."""
    if around.begun_at is not None:
        yield Finding("transaction-left-open", around.begun_at)


def check_place(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """What Postgres refuses inside a transaction. A file of one statement is sent by itself by most tools."""
    if not around.in_transaction or (around.begun_at is None and around.statements == 1):
        return
    what = _never_inside(statement)
    if what:
        yield Finding("concurrently-in-transaction", statement.piece.start, f"{what}.")


def _never_inside(statement: Statement) -> str:
    node = statement.node
    if node.kind in _NEVER_INSIDE:
        return _NEVER_INSIDE[node.kind]
    if node.kind == "IndexStmt" and node.flag("concurrent"):
        return "CREATE INDEX CONCURRENTLY"
    if node.kind == "DropStmt" and node.flag("concurrent"):
        return "DROP INDEX CONCURRENTLY"
    if node.kind == "ReindexStmt":
        wide = node.choice("kind") not in {"REINDEX_OBJECT_INDEX", "REINDEX_OBJECT_TABLE"}
        is_concurrent = any(
            option.text("defname").lower() == "concurrently" for option in node.parts("params")
        )
        return "REINDEX" + " CONCURRENTLY" * is_concurrent if wide or is_concurrent else ""
    if node.kind == "AlterTableStmt":
        for command in commands(statement):
            definition = command.definition
            if (
                command.does == "AT_DetachPartition"
                and definition is not None
                and definition.flag("concurrent")
            ):
                return "DETACH PARTITION CONCURRENTLY"
    return ""


def check_repeatable(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """Outside a transaction: can the file be run again after it failed half way? One concurrent index is alone anyway."""
    node = statement.node
    if node.kind == "IndexStmt":
        is_alone = node.flag("concurrent") or not around.in_transaction
        if is_alone and node.text("idxname") and not node.flag("if_not_exists"):
            yield Finding("not-repeatable", statement.piece.start, _MISSING[True])
        return
    if around.in_transaction:
        return
    if node.kind == "CreateStmt" and not node.flag("if_not_exists") and not _is_passing(node):
        yield Finding("not-repeatable", statement.piece.start, _MISSING[True])
    elif (
        node.kind == "DropStmt"
        and node.choice("remove_type") in _REPEATED_DROPS
        and not node.flag("missing_ok")
    ):
        yield Finding("not-repeatable", statement.piece.start, _MISSING[False])
    elif node.kind == "AlterTableStmt" and node.choice("objtype") == "OBJECT_TABLE":
        yield from _commands_repeatable(statement, around)
    elif node.kind == "RenameStmt" and node.choice("rename_type") in {"OBJECT_TABLE", "OBJECT_COLUMN"}:
        if not around.is_new(relation_of(node)):
            yield Finding("not-repeatable", statement.piece.start, "The old name is gone the second time.")
    elif node.kind == "AlterObjectSchemaStmt" and node.choice("object_type") == "OBJECT_TABLE":
        yield Finding("not-repeatable", statement.piece.start, "It is elsewhere the second time.")


def _is_passing(node: Node) -> bool:
    relation = node.part("relation")
    is_temporary = relation is not None and relation.text("relpersistence") == "t"
    return is_temporary and node.choice("oncommit") == "ONCOMMIT_DROP"


def _commands_repeatable(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    for command in commands(statement):
        if command.node.flag("missing_ok"):
            continue
        match command.does:
            case "AT_AddColumn":
                yield Finding("not-repeatable", command.offset, _MISSING[True])
            case "AT_DropColumn" | "AT_DropConstraint":
                yield Finding("not-repeatable", command.offset, _MISSING[False])
            case "AT_ValidateConstraint" if command.name in {*around.not_valid, *around.constraints}:
                pass
            case "AT_AddConstraint" if (
                command.definition is not None
                and around.constraints.get(command.definition.text("conname")) == "dropped"
            ):
                pass
            case _:
                yield Finding("not-repeatable", command.offset, "It isn't in a transaction.")


def check_enum_use(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """A value of an enum that this transaction added, written in a later statement of it."""
    if not around.in_transaction:
        return
    added = {value for value, number in around.new_enum_values.items() if number == around.transaction}
    if not added or statement.node.kind in {"AlterEnumStmt", "CommentStmt"}:
        return
    for node in statement.node.within():
        if node.kind == "A_Const":
            value = node.part("sval")
            if value is not None and value.text("sval") in added:
                yield Finding("enum-value-used-at-once", statement.offset(node), f"`{value.text('sval')}`.")
                return


def check_held_lock(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """Slow work behind an exclusive lock that this transaction holds. Also notes which locks it takes itself."""
    if not around.in_transaction:
        return
    slow = _slow_work(statement, around)
    if slow and around.locked:
        held = shown(min(around.locked))
        yield Finding(
            "work-under-exclusive-lock", statement.piece.start, f"{slow} while nobody can read `{held}`."
        )
    node = statement.node
    if node.kind == "AlterTableStmt" and node.choice("objtype") == "OBJECT_TABLE":
        relation = relation_of(node)
        if not around.is_new(relation) and any(map(_locks_out, commands(statement))):
            around.locked[relation] = around.transaction


def _locks_out(command: object) -> bool:
    does = getattr(command, "does", "")
    definition = getattr(command, "definition", None)
    if does == "AT_AddConstraint" and definition is not None:
        return bool(definition.choice("contype") != "CONSTR_FOREIGN")
    return does not in {"AT_ValidateConstraint", "AT_SetStatistics", "AT_SetRelOptions", "AT_ResetRelOptions"}


def _slow_work(statement: Statement, around: Surroundings) -> str:
    node = statement.node
    if node.kind == "IndexStmt" and not around.is_new(relation_of(node)):
        return "An index is built"
    if node.kind in {"UpdateStmt", "DeleteStmt"}:
        return "Rows are written"
    if node.kind == "InsertStmt":
        source = node.part("select_stmt")
        return "Rows are copied" if source is not None and source.parts("from_clause") else ""
    if node.kind == "AlterTableStmt" and any(
        command.does == "AT_ValidateConstraint" for command in commands(statement)
    ):
        return "A constraint is validated"
    return ""
