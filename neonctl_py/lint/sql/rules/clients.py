"""What running code trips over: objects that go, move, or get another name or meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import commands, dropped_names, relation_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Statement
    from neonctl_py.lint.sql.surroundings import Surroundings

_DROPS: Final = {
    "OBJECT_TABLE": "drops-table",
    "OBJECT_FOREIGN_TABLE": "drops-table",
    "OBJECT_VIEW": "drops-view",
    "OBJECT_MATVIEW": "drops-view",
    "OBJECT_FUNCTION": "drops-function",
    "OBJECT_PROCEDURE": "drops-function",
    "OBJECT_ROUTINE": "drops-function",
    "OBJECT_AGGREGATE": "drops-function",
    "OBJECT_TYPE": "drops-type",
    "OBJECT_DOMAIN": "drops-type",
    "OBJECT_SCHEMA": "drops-schema",
    "OBJECT_SEQUENCE": "drops-sequence",
    "OBJECT_EXTENSION": "drops-extension",
    "OBJECT_POLICY": "drops-policy",
    "OBJECT_RULE": "drops-policy",
    "OBJECT_TRIGGER": "drops-trigger",
    "OBJECT_EVENT_TRIGGER": "drops-trigger",
}
_RENAMES: Final = {"OBJECT_TABLE": "renames-table", "OBJECT_FOREIGN_TABLE": "renames-table"}
_UNSEEN_RENAMES: Final = {"OBJECT_TABCONSTRAINT", "OBJECT_DOMCONSTRAINT", "OBJECT_INDEX", "OBJECT_TRIGGER"}
_TRIGGERS: Final = ("AT_EnableTrig", "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig", "AT_DisableTrig")
_RULES: Final = ("AT_EnableRule", "AT_EnableAlwaysRule", "AT_EnableReplicaRule", "AT_DisableRule")
_ROW_SECURITY: Final = {
    "AT_EnableRowSecurity",
    "AT_DisableRowSecurity",
    "AT_ForceRowSecurity",
    "AT_NoForceRowSecurity",
}
_COUNTS: Final = {"restart", "increment", "minvalue", "maxvalue", "cycle", "start", "cache", "as"}


def check_drop(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """DROP of nearly everything; what the file itself made may go again."""
    node = statement.node
    if node.kind == "DropdbStmt":
        yield Finding("drops-database", statement.piece.start, f"`{node.text('dbname')}`.")
        return
    rule = _DROPS.get(node.choice("remove_type"))
    if rule is None:
        return
    names = dropped_names(node)
    if rule == "drops-table":
        names = [name for name in names if not around.is_new(name)]
    if names:
        told = ", ".join(f"`{shown(name)}`" for name in names)
        yield Finding(rule, statement.piece.start, f"{told}.")


def check_rename(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """ALTER … RENAME."""
    node = statement.node
    kind = node.choice("rename_type")
    new_name = node.text("newname")
    relation = relation_of(node)
    if kind in _UNSEEN_RENAMES or around.is_new(relation):
        return
    if kind == "OBJECT_COLUMN":
        what = f"`{node.text('subname')}` of `{shown(relation)}` becomes `{new_name}`."
        yield Finding("renames-column", statement.find("rename"), what)
    elif kind == "OBJECT_ATTRIBUTE":
        yield Finding("renames-object", statement.find("rename"), f"An attribute becomes `{new_name}`.")
    else:
        rule = _RENAMES.get(kind, "renames-object")
        before = f"`{shown(relation)}`" if relation[1] else "It"
        yield Finding(rule, statement.find("rename"), f"{before} becomes `{new_name}`.")


def check_schema_move(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """ALTER … SET SCHEMA."""
    node = statement.node
    if not around.is_new(relation_of(node)):
        yield Finding("changes-schema", statement.find("set"), f"To `{node.text('newschema')}`.")


def check_truncate(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """TRUNCATE."""
    node = statement.node
    relations = [
        (part.text("schemaname") or "public", part.text("relname")) for part in node.parts("relations")
    ]
    old = [relation for relation in relations if not around.is_new(relation)]
    if not old:
        return
    told = ", ".join(f"`{shown(relation)}`" for relation in old)
    yield Finding("truncates-table", statement.piece.start, f"{told}.")
    if node.choice("behavior") == "DROP_CASCADE":
        yield Finding("truncates-cascade", statement.find("cascade"), f"{told}.")


def check_table(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """The commands of an ALTER TABLE that change what its users meet."""
    node = statement.node
    kind = node.choice("objtype")
    relation = relation_of(node)
    table = shown(relation)
    if kind == "OBJECT_TYPE":
        for command in commands(statement):
            if command.does == "AT_AddColumn":
                yield Finding("adds-attribute", command.offset, f"`{table}`.")
        return
    if kind in {"OBJECT_VIEW", "OBJECT_MATVIEW"}:
        if ("view", relation) not in around.new_objects and not around.is_new(relation):
            for command in commands(statement):
                if command.does in {"AT_SetRelOptions", "AT_ResetRelOptions"}:
                    yield Finding("changes-view-options", command.offset, f"`{table}`.")
        return
    if around.is_new(relation):
        return
    for command in commands(statement):
        if command.does.startswith((*_TRIGGERS, *_RULES)):
            yield Finding("changes-triggers", command.offset, f"On `{table}`.")
        elif command.does in _ROW_SECURITY:
            yield Finding("changes-row-security", command.offset, f"On `{table}`.")
        elif command.does == "AT_ReplicaIdentity":
            yield Finding("changes-replica-identity", command.offset, f"Of `{table}`.")
        elif command.does == "AT_DropInherit":
            yield Finding("detaches-inheritance", command.offset, f"`{table}`.")
        elif command.does == "AT_SetNotNull":
            yield Finding("restricts-writes", command.offset, f"On `{table}`.")


def check_meaning(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """The other statements that change what running code gets; all of these rules are opt-in."""
    node = statement.node
    start = statement.piece.start
    match node.kind:
        case "GrantStmt" if not node.flag("is_grant"):
            yield Finding("revokes", start)
        case "GrantRoleStmt" if not node.flag("is_grant"):
            yield Finding("revokes", start)
        case "ViewStmt" if node.flag("replace"):
            if ("view", relation_of(node, "view")) not in around.new_objects:
                yield Finding("replaces-definition", start, f"`{shown(relation_of(node, 'view'))}`.")
        case "CreateFunctionStmt" if node.flag("replace"):
            names = node.names("funcname")
            if ("function", (names[-2] if len(names) > 1 else "public", names[-1])) not in around.new_objects:
                yield Finding("replaces-definition", start, f"`{'.'.join(names)}`.")
        case "CreatePolicyStmt" if not around.is_new(relation_of(node, "table")):
            yield Finding("creates-policy", start, f"On `{shown(relation_of(node, 'table'))}`.")
        case "AlterPolicyStmt":
            what = f"On `{shown(relation_of(node, 'table'))}`."
            if node.part("qual") is not None or node.part("with_check") is not None:
                yield Finding("changes-policy", start, what)
            if node.parts("roles"):
                yield Finding("changes-policy-roles", start, what)
        case "AlterFunctionStmt":
            yield Finding("changes-function-options", start)
        case "AlterRoleStmt" | "AlterRoleSetStmt":
            yield Finding("changes-role", start)
        case "AlterDatabaseStmt" | "AlterDatabaseSetStmt":
            yield Finding("changes-database-settings", start)
        case "AlterEnumStmt" if not node.text("old_val"):
            names = node.names("type_name")
            if (names[-2] if len(names) > 1 else "public", names[-1]) not in around.new_types:
                yield Finding("adds-enum-value", start, f"`{node.text('new_val')}`.")
        case "AlterSeqStmt":
            changed = {option.text("defname") for option in node.parts("options")}
            if changed & _COUNTS:
                yield Finding("changes-sequence", start, f"`{shown(relation_of(node, 'sequence'))}`.")
        case "AlterSystemStmt":
            yield Finding("changes-server-settings", start)
        case "AlterExtensionStmt":
            yield Finding("changes-extension", start, f"`{node.text('extname')}`.")
        case _:
            pass
