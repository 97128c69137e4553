"""Tables. Columns, constraints, indexes, policies and grants have files of their own; this one brings them together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, Unset
from neonctl_py.stack import names
from neonctl_py.stack.documents.column import add_column
from neonctl_py.stack.documents.composite import type_named
from neonctl_py.stack.documents.constraint import EXCLUSIONS, PRIMARY_KEY_FORMS
from neonctl_py.stack.documents.grant import add_grants
from neonctl_py.stack.documents.index import add_indexes
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    EXPAND,
    EXTERNAL,
    LIFECYCLE,
    OWNER,
    RENAMED_FROM,
    SETTINGS,
    settings_of,
)
from neonctl_py.stack.documents.lineage import HEIR_KEYS, Lineage, add_partitions, note_heir
from neonctl_py.stack.documents.mixin import SHARED_KEYS
from neonctl_py.stack.documents.policy import add_policy
from neonctl_py.stack.documents.rule import RULES_KEY, add_rule
from neonctl_py.stack.documents.table_constraints import TableConstraints
from neonctl_py.stack.documents.table_parts import TableParts, items
from neonctl_py.stack.documents.trigger import add_trigger
from neonctl_py.stack.scalars import Flag, Text
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

_SHARED: Final = dict(SHARED_KEYS)
_HEIR: Final = dict(HEIR_KEYS)
_REPLICA_INDEX: Final = Record(
    "replica_identity",
    {"index": Key(Text("an index's name", names.identifier), "An index of whatever name.", required=True)},
    "a replica identity",
)
_INDEX_NAME: Final = Text("an index's name", names.identifier)
_NAMED_INDEX: Final = Record(
    "partition_index",
    {
        "name": Key(_INDEX_NAME, "Its name.", required=True),
        "with": Key(SETTINGS, "Storage parameters, where they are not the parent's."),
    },
    "a partition's index",
)
TABLE: Final = Record(
    "table",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "use": Key(ListOf(Text("a mixin's name"), "mixins"), "The mixins that it takes."),
        "columns": _SHARED.pop("columns"),
        "primary_key": Key(PRIMARY_KEY_FORMS, "Its primary key's columns, or a mapping with more about it."),
        "unique": _SHARED.pop("unique"),
        "checks": _SHARED.pop("checks"),
        "foreign_keys": _SHARED.pop("foreign_keys"),
        "exclude": Key(EXCLUSIONS, "Exclusion constraints, by name."),
        "indexes": _SHARED.pop("indexes"),
        **_SHARED,
        "rules": RULES_KEY,
        "storage_parameters": Key(SETTINGS, "Storage parameters (`fillfactor`, `autovacuum_…`), by name."),
        "unlogged": Key(Flag(), "UNLOGGED: fast, and empty after a crash."),
        "replica_identity": Key(
            Either(scalar=Text("`default`, `full`, `nothing` or an index's name"), mapping=_REPLICA_INDEX),
            "What logical replication sends of old rows: `default`, `full`, `nothing`, or an index's name.",
        ),
        "clustered_on": Key(_INDEX_NAME, "The index or key whose order CLUSTER takes."),
        "access_method": Key(Text("an access method"), "Its access method."),
        "of_type": Key(
            Text("a composite type"),
            "The composite type that has the same columns: it is a table OF that type.",
        ),
        "inherits": _HEIR.pop("inherits"),
        "partition_by": Key(
            Text("a partition key"), "It is partitioned: `range (at)`, `list (a)`, `hash (a)`."
        ),
        "partitions": Key(
            MapOf(Text("a partition's bounds"), "partitions", rule=names.identifier),
            "Its partitions in the same schema that need no more than bounds: `{log_2026: from (…) to (…)}`.",
        ),
        "partition_of": _HEIR.pop("partition_of"),
        "bounds": _HEIR.pop("bounds"),
        "index_names": Key(
            MapOf(Either(scalar=_INDEX_NAME, mapping=_NAMED_INDEX), "names", rule=names.identifier),
            "Of a partition: what its own copies of its parent's indexes and keys are called, by the parent's names. Postgres chooses"
            " those that are not written, and they keep the names that they have.",
        ),
        **_HEIR,
        "renamed_from": RENAMED_FROM,
        "expand": EXPAND,
        "lifecycle": LIFECYCLE,
        "external": EXTERNAL,
    },
    "a table",
    {
        "constraints": "Write `checks:`, `unique:`, `foreign_keys:` or `primary_key:`.",
        "rls": "Write `row_level_security: enabled`.",
    },
)


def _place(schema: Address | None, name: str) -> Address | None:
    return schema.parent.child("table", schema.name[-1], name) if schema and schema.parent else None


TABLES: Final = MapOf(TABLE, "tables", _place, names.identifier)
_REPLICA_IDENTITIES: Final = ("default", "full", "nothing")


def add_table(
    name: Word, doc: Doc, parts: TableParts, *, schema: str, owner: str | Unset, scope: DatabaseScope
) -> None:
    """Put a table with everything in it."""
    build = scope.build
    address = scope.address.child("table", schema, str(name))
    if build.is_external(address, doc):
        return
    written_owner = scope.server.role(doc.get("owner"), address) if doc.has("owner") else owner
    lineage = Lineage.read(doc, address, scope)
    value = _table(doc, parts, written_owner, lineage)
    if doc.has("of_type"):
        value = replace(value, of_type=type_named(doc.get("of_type"), address, scope))
    build.put(address, value, name.span)
    add_partitions(doc, address, written_owner, scope)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    _add_columns(parts, address, scope)
    note_heir(address, lineage, parts.columns, scope)
    _reserve_names(parts, address, scope)
    TableConstraints(address, parts, scope).add_all()
    add_indexes(parts.indexes, address, parts.known_columns, scope)
    for policy, policy_doc in parts.policies.items():
        add_policy(policy, policy_doc, address, scope)
    for rule, rule_doc in doc.get("rules", {}).items():
        add_rule(rule, rule_doc, address, scope)
    for trigger, trigger_doc in parts.triggers.items():
        add_trigger(trigger, trigger_doc, address, parts.known_columns, scope)
    add_grants(parts.grants, address, written_owner, scope.server, scope)
    _check_replica_identity(doc, address, scope)


def _table(doc: Doc, parts: TableParts, owner: str | Unset, lineage: Lineage) -> Table:
    comment, method = (doc.get(key, None) for key in ("comment", "access_method"))
    identity, by_index = _replica_identity(doc)
    return Table(
        owner=owner,
        unlogged=doc.get("unlogged", False),
        row_level_security=parts.row_level_security in {"enabled", "forced"},
        force_row_level_security=parts.row_level_security.startswith("forced"),
        storage_parameters=settings_of(doc.get("storage_parameters", {})),
        replica_identity="index" if by_index else str(identity or "default"),  # type: ignore[arg-type]  # one of them
        replica_identity_index=str(identity) if by_index else None,
        partition_by=lineage.partition_by,
        clustered_on=str(doc.get("clustered_on")) if doc.has("clustered_on") else None,
        access_method=str(method) if method else UNSET,
        comment=str(comment) if comment else None,
        **lineage.of_heir,
    )


def _add_columns(parts: TableParts, table: Address, scope: DatabaseScope) -> None:
    key = parts.primary_key
    in_key = {*key.columns, *(column.lower() for column in key.columns)} if key else set()
    for position, (name, column) in enumerate(parts.columns.items(), 1):
        add_column(name, column, position, in_primary_key=name in in_key, table=table, scope=scope)


def _reserve_names(parts: TableParts, table: Address, scope: DatabaseScope) -> None:
    """Written names are taken before the first default name is chosen."""
    for written in (parts.uniques, parts.checks, parts.foreign_keys, parts.exclusions):
        scope.constraint_names.update((table.name[0], str(name)) for name, _ in items(written) if name)


def _replica_identity(doc: Doc) -> tuple[Word | None, bool]:
    """The word or the index's name, and whether it is an index."""
    written = doc.get("replica_identity", None)
    if isinstance(written, Doc):
        return written.get("index", None), True
    return written, written is not None and written not in _REPLICA_IDENTITIES


def _check_replica_identity(doc: Doc, table: Address, scope: DatabaseScope) -> None:
    written, by_index = _replica_identity(doc)
    if written is None or not by_index or doc.has("partition_of"):  # a partition has copies of its parent's
        return
    known: dict[str, Any] = {
        address.name[-1]: value
        for address, value in scope.build.objects.items()
        if address.parent == table and address.kind in {"index", "constraint"}
    }
    if written not in known:
        detail = f"Table `{table.name[1]}` has no index `{written}`."
        hint = (
            f"Write `default`, `full`, `nothing` or one of its indexes: {', '.join(sorted(known)) or 'none'}."
        )
        scope.build.mistakes.add("NP113", written.span, detail, hint, address=table)
