"""Time limits, and writes that touch every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import dropped_names, relation_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Statement
    from neonctl_py.lint.sql.surroundings import Surroundings

_LOCKING_DROPS: Final = {
    "OBJECT_TABLE",
    "OBJECT_FOREIGN_TABLE",
    "OBJECT_VIEW",
    "OBJECT_MATVIEW",
    "OBJECT_INDEX",
    "OBJECT_TRIGGER",
    "OBJECT_POLICY",
    "OBJECT_RULE",
    "OBJECT_SEQUENCE",
    "OBJECT_TYPE",
    "OBJECT_DOMAIN",
    "OBJECT_SCHEMA",
    "OBJECT_EXTENSION",
}
_RELATION_IN: Final = {
    "AlterTableStmt": "relation",
    "IndexStmt": "relation",
    "RenameStmt": "relation",
    "AlterObjectSchemaStmt": "relation",
    "CreateTrigStmt": "relation",
    "RuleStmt": "relation",
    "CreatePolicyStmt": "table",
    "AlterPolicyStmt": "table",
    "RefreshMatViewStmt": "relation",
    "ClusterStmt": "relation",
    "ReindexStmt": "relation",
}
_ALWAYS: Final = {"TruncateStmt", "LockStmt", "AlterDomainStmt", "VacuumStmt"}


def check_timeouts(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """The first statement that locks what others use, before a limit is set. One finding per file is enough."""
    if not _locks(statement, around):
        return
    if not around.has_timeout("lock_timeout"):
        yield Finding("lock-timeout-missing", statement.piece.start)
        around.timeouts.add("lock_timeout")
    if not around.has_timeout("statement_timeout"):
        yield Finding("statement-timeout-missing", statement.piece.start)
        around.timeouts.add("statement_timeout")


def _locks(statement: Statement, around: Surroundings) -> bool:
    node = statement.node
    if node.kind in _ALWAYS:
        return True
    if node.kind == "DropStmt":
        if node.choice("remove_type") not in _LOCKING_DROPS:
            return False
        return any(not around.is_new(name) for name in dropped_names(node))
    if node.kind == "CreateStmt":
        return _refers_to_old(statement, around)
    if node.kind in _RELATION_IN:
        relation = relation_of(node, _RELATION_IN[node.kind])
        adds_keys = node.kind == "AlterTableStmt"
        return not around.is_new(relation) or (adds_keys and _refers_to_old(statement, around))
    return False


def _refers_to_old(statement: Statement, around: Surroundings) -> bool:
    """A foreign key locks the table that it refers to, too."""
    own = relation_of(statement.node)
    targets = [relation_of(part, "pktable") for part in statement.node.within() if part.kind == "Constraint"]
    return any(target[1] and target != own and not around.is_new(target) for target in targets)


def check_whole_table_write(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """UPDATE and DELETE without WHERE."""
    node = statement.node
    relation = relation_of(node)
    if node.part("where_clause") is None and not around.is_new(relation):
        yield Finding("whole-table-write", statement.piece.start, f"`{shown(relation)}`.")
