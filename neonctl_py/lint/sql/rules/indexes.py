"""Indexes, partitions and whole-table rewrites: what others wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.statement import commands, dropped_names, relation_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.statement import Statement
    from neonctl_py.lint.sql.surroundings import Surroundings
    from neonctl_py.lint.sql.tree import Node

_REWRITES: Final = {
    "AT_SetLogged": "SET LOGGED",
    "AT_SetUnLogged": "SET UNLOGGED",
    "AT_SetAccessMethod": "SET ACCESS METHOD",
    "AT_SetTableSpace": "SET TABLESPACE",
}


def check_index(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """CREATE INDEX."""
    node = statement.node
    relation = relation_of(node)
    if around.is_new(relation):
        return
    what = f"On `{shown(relation)}`."
    if not node.flag("concurrent"):
        yield Finding("index-not-concurrent", statement.piece.start, what)
    if node.flag("unique"):
        yield Finding("restricts-writes", statement.piece.start, what)


def check_dropped_index(statement: Statement, _around: Surroundings) -> Iterator[Finding]:
    """DROP INDEX."""
    node = statement.node
    if node.choice("remove_type") != "OBJECT_INDEX":
        return
    names = ", ".join(f"`{shown(name)}`" for name in dropped_names(node))
    if not node.flag("concurrent"):
        yield Finding("index-drop-not-concurrent", statement.piece.start, f"{names}.")
    yield Finding("drops-index", statement.piece.start, f"{names}.")


def check_partitions(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """ALTER TABLE … ATTACH and DETACH PARTITION, and what rewrites the table."""
    relation = relation_of(statement.node)
    for command in commands(statement):
        definition = command.definition
        if command.does == "AT_DetachPartition" and definition is not None:
            part = shown(relation_of(definition, "name"))
            if not around.is_new(relation):
                yield Finding("detaches-inheritance", command.offset, f"`{part}` from `{shown(relation)}`.")
            if not definition.flag("concurrent") and not around.is_new(relation):
                yield Finding("detach-not-concurrent", command.offset, f"`{part}` from `{shown(relation)}`.")
        elif command.does == "AT_AttachPartition" and definition is not None:
            part_name = relation_of(definition, "name")
            if not around.is_new(part_name) and not _has_check(part_name, around):
                yield Finding("attach-scans-partition", command.offset, f"`{shown(part_name)}`.")
        elif command.does in _REWRITES and not around.is_new(relation):
            yield Finding(
                "rewritten-in-place",
                command.offset,
                f"{_REWRITES[command.does]} of `{shown(relation)}`.",
                "Do it while the table is small, or in a maintenance window.",
            )


def _has_check(relation: tuple[str, str], around: Surroundings) -> bool:
    """A check validated just before is most likely the one that proves the bounds."""
    return relation in around.validated_elsewhere


def check_rewrite(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """VACUUM FULL and CLUSTER."""
    node = statement.node
    if node.kind == "ClusterStmt":
        relation = relation_of(node)
        if relation == ("", "") or not around.is_new(relation):
            yield Finding("rewritten-in-place", statement.piece.start, "CLUSTER.")
    elif any(option.text("defname").lower() == "full" and _is_on(option) for option in node.parts("options")):
        yield Finding("rewritten-in-place", statement.piece.start, "VACUUM FULL.")


def _is_on(option: Node) -> bool:
    """``(full)``, ``(full true)``, but not ``(full false)``."""
    argument = option.part("arg")
    if argument is None:
        return True
    if argument.kind == "String":
        return argument.text("sval").lower() not in {"false", "off", "0"}
    return argument.kind != "Integer" or argument.text("ival") != "0"


def check_reindex(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """REINDEX; of the system's catalogs there is no concurrent one."""
    node = statement.node
    options = {option.text("defname").lower() for option in node.parts("params") if _is_on(option)}
    if node.choice("kind") == "REINDEX_OBJECT_SYSTEM" or "concurrently" in options:
        return
    if node.part("relation") is not None and around.is_new(relation_of(node)):
        return
    yield Finding("reindex-not-concurrent", statement.piece.start)


def check_refresh(statement: Statement, around: Surroundings) -> Iterator[Finding]:
    """REFRESH MATERIALIZED VIEW."""
    node = statement.node
    if not node.flag("concurrent") and not node.flag("skip_data"):
        relation = relation_of(node)
        if not around.is_new(relation):
            yield Finding("refresh-not-concurrent", statement.piece.start, f"`{shown(relation)}`.")
