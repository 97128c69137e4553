"""What a file has done before the statement at hand: its transaction, its new tables, its timeouts. Never here: judging it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.sql.statement import Statement, commands, dropped_names, relation_of

if TYPE_CHECKING:
    from neonctl_py.lint.sql.tree import Node

Relation = tuple[str, str]

_BEGINS: Final = {"TRANS_STMT_BEGIN", "TRANS_STMT_START"}
_ENDS: Final = {"TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE"}
_TIMEOUTS: Final = {"lock_timeout", "statement_timeout"}


@dataclass(frozen=True, slots=True)
class Options:
    """``assume_in_transaction``: the tool that runs the file wraps it. ``pg_version``: the server's major version."""

    assume_in_transaction: bool = False
    pg_version: int = 17


@dataclass(slots=True)
class Surroundings:
    """The state before a statement; ``follow`` moves on behind it. ``transaction`` counts, so that two can be told apart."""

    options: Options
    statements: int = 1
    begun_at: int | None = None
    transaction: int = 0
    new_tables: set[Relation] = field(default_factory=set)
    new_types: set[Relation] = field(default_factory=set)
    new_objects: set[tuple[str, Relation]] = field(default_factory=set)
    timeouts: set[str] = field(default_factory=set)
    local_timeouts: set[str] = field(default_factory=set)
    not_valid: dict[str, int] = field(default_factory=dict)
    not_null_checks: dict[str, tuple[Relation, str]] = field(default_factory=dict)
    known_not_null: set[tuple[Relation, str]] = field(default_factory=set)
    validated_elsewhere: set[Relation] = field(default_factory=set)
    constraints: dict[str, str] = field(default_factory=dict)
    new_enum_values: dict[str, int] = field(default_factory=dict)
    locked: dict[Relation, int] = field(default_factory=dict)
    """Tables under an ACCESS EXCLUSIVE lock that is not free before a commit, with the transaction's number."""

    @property
    def in_transaction(self) -> bool:
        """Is one open, by the file or by the tool that runs it?"""
        return self.begun_at is not None or self.options.assume_in_transaction

    def is_new(self, relation: Relation) -> bool:
        """Did the file make this table? Nobody waits for it, and it is empty or small."""
        return relation in self.new_tables

    def has_timeout(self, name: str) -> bool:
        """Is ``lock_timeout`` or ``statement_timeout`` set here?"""
        return name in self.timeouts or name in self.local_timeouts

    def follow(self, statement: Statement) -> None:
        """Move on behind the statement."""
        node = statement.node
        match node.kind:
            case "TransactionStmt":
                self._transaction(statement)
            case "CreateStmt":
                self.new_tables.add(relation_of(node))
            case "CreateForeignTableStmt":
                inner = node.part("base_stmt")
                if inner is not None:
                    self.new_tables.add(relation_of(inner))
            case "CreateTableAsStmt":
                into = node.part("into")
                if into is not None:
                    self.new_tables.add(relation_of(into, "rel"))
            case "SelectStmt":
                self._select(node)
            case "VariableSetStmt":
                self._set(node)
            case "AlterTableStmt":
                self._alter(statement)
            case "CreateEnumStmt" | "CompositeTypeStmt" | "CreateDomainStmt" | "CreateRangeStmt":
                self._new_type(node)
            case "AlterEnumStmt":
                self.new_enum_values[node.text("new_val")] = self.transaction
            case "ViewStmt":
                self.new_objects.add(("view", relation_of(node, "view")))
            case "CreateFunctionStmt":
                self.new_objects.add(("function", _qualified(node.names("funcname"))))
            case "RenameStmt":
                self._rename(node)
            case "DropStmt":
                self.new_tables.difference_update(dropped_names(node))
            case _:
                pass

    def _transaction(self, statement: Statement) -> None:
        does = statement.node.choice("kind")
        if does in _BEGINS:
            self.begun_at = statement.piece.start
            self.transaction += 1
        elif does in _ENDS:
            self.begun_at = None
            self.transaction += 1
            self.local_timeouts.clear()
            self.locked.clear()

    def _select(self, node: Node) -> None:
        into = node.part("into_clause")
        if into is not None:
            self.new_tables.add(relation_of(into, "rel"))
        for call in (inner for inner in node.within() if inner.kind == "FuncCall"):
            if call.names("funcname")[-1:] == ("set_config",):
                texts = [item.text("sval") for item in call.within() if item.kind == "String"]
                self.timeouts |= _TIMEOUTS & set(texts)

    def _set(self, node: Node) -> None:
        name = node.text("name")
        if name in _TIMEOUTS:
            does_set = node.choice("kind") == "VAR_SET_VALUE"
            kept = self.local_timeouts if node.flag("is_local") else self.timeouts
            (kept.add if does_set else kept.discard)(name)

    def _new_type(self, node: Node) -> None:
        if node.kind == "CompositeTypeStmt":
            self.new_types.add(relation_of(node, "typevar"))
        else:
            self.new_types.add(_qualified(node.names("domainname" if "Domain" in node.kind else "type_name")))

    def _rename(self, node: Node) -> None:
        """A new table under another name is new still."""
        relation = relation_of(node)
        if node.choice("rename_type") == "OBJECT_TABLE" and relation in self.new_tables:
            self.new_tables.add((relation[0], node.text("newname")))

    def _alter(self, statement: Statement) -> None:
        relation = relation_of(statement.node)
        for command in commands(statement):
            definition = command.definition
            match command.does:
                case "AT_AddConstraint" if definition is not None:
                    self._constraint(relation, definition)
                case "AT_ValidateConstraint":
                    known = self.not_null_checks.get(command.name)
                    if known is not None and known[0] == relation:
                        self.known_not_null.add(known)
                    elif command.name not in self.not_valid:
                        self.validated_elsewhere.add(relation)
                case "AT_DropConstraint":
                    self.constraints[command.name] = "dropped"
                case _:
                    pass

    def _constraint(self, relation: Relation, constraint: Node) -> None:
        name = constraint.text("conname")
        if self.constraints.get(name) == "dropped":
            self.constraints[name] = "added"
        if not constraint.flag("skip_validation"):
            return
        self.not_valid[name] = self.transaction
        column = checked_not_null(constraint)
        if column:
            self.not_null_checks[name] = (relation, column)


def checked_not_null(constraint: Node) -> str:
    """The column of ``check (c is not null)`` or of a NOT NULL constraint, or nothing."""
    if constraint.choice("contype") == "CONSTR_NOTNULL":
        keys = constraint.names("keys")
        return keys[0] if len(keys) == 1 else ""
    test = constraint.part("raw_expr")
    if test is None or test.kind != "NullTest" or test.choice("nulltesttype") != "IS_NOT_NULL":
        return ""
    argument = test.part("arg")
    fields = argument.names("fields") if argument is not None and argument.kind == "ColumnRef" else ()
    return fields[-1] if fields else ""


def _qualified(parts: tuple[str, ...]) -> Relation:
    return (parts[-2] if len(parts) > 1 else "public", parts[-1] if parts else "")
