"""What a table says about its parents and parts: ``inherits``, ``partition_by``, ``partition_of``, ``bounds``, ``partitions``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.model.table import Table
from neonctl_py.stack.partition_text import read_bounds, read_partition_key
from neonctl_py.stack.sql_cursor import DefinitionError, qualified_name
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word


def has_parents(doc: Doc) -> bool:
    """Does it have columns of other tables?"""
    return doc.has("inherits") or doc.has("partition_of")


@dataclass(frozen=True, slots=True)
class Lineage:
    """As ``model.table.Table`` has it."""

    partition_by: str | None = None
    partition_of: str | None = None
    bounds: str | None = None
    inherits: tuple[str, ...] = ()

    @classmethod
    def read(cls, doc: Doc, table: Address, scope: DatabaseScope) -> Lineage:
        """What is wrong is told."""
        parent, bounds = doc.get("partition_of", None), doc.get("bounds", None)
        if (parent is None) != (bounds is None):
            word = "bounds" if parent is not None else "partition_of"
            span = doc.place("partition_of" if parent is not None else "bounds")
            detail = f"`{word}` is missing: a partition has both `partition_of` and `bounds`."
            scope.build.mistakes.add("NP111", span, detail, f"Write `{word}: …`.", address=table)
        if parent is not None and doc.has("inherits"):
            detail = "A partition can't inherit from other tables."
            hint = "Leave out `inherits`."
            scope.build.mistakes.add("NP116", doc.place("inherits"), detail, hint, address=table)
        if parent is not None and doc.has("columns"):
            detail = "A partition has its parent's columns and no others."
            scope.build.mistakes.add(
                "NP116", doc.place("columns"), detail, "Leave out `columns`.", address=table
            )
        key = doc.get("partition_by", None)
        named = (_table(name, table, scope) for name in doc.get("inherits", []))
        return cls(
            partition_by=_text(read_partition_key, key, table, scope),
            partition_of=None if parent is None else _table(parent, table, scope),
            bounds=_text(read_bounds, bounds, table, scope),
            inherits=tuple(name for name in named if name is not None),
        )


def add_partitions(doc: Doc, table: Address, owner: str | Unset, scope: DatabaseScope) -> None:
    """Those that are written beside the key."""
    written = doc.get("partitions", {})
    if written and not doc.has("partition_by"):
        detail = "Only a partitioned table has partitions."
        hint = "Write `partition_by: range (created_at)`."
        scope.build.mistakes.add("NP111", doc.place("partitions"), detail, hint, address=table)
    of = ".".join(map(quoted_name, table.name))
    for name, bounds in written.items():
        address = scope.address.child("table", table.name[0], str(name))
        spelled = _text(read_bounds, bounds, address, scope)
        scope.build.put(address, Table(owner=owner, partition_of=of, bounds=spelled), name.span)


def _text(
    read: Callable[[str], str], written: Word | None, address: Address, scope: DatabaseScope
) -> str | None:
    if written is None:
        return None
    try:
        return read(str(written))
    except (DefinitionError, SqlTextError) as error:
        hint = getattr(error, "hint", "")
        scope.build.mistakes.add("NP123", written.span, str(error), hint, address=address)
        return None


def _table(written: Word, address: Address, scope: DatabaseScope) -> str | None:
    """As ``regclass`` prints it with an empty search path."""
    try:
        parts = qualified_name(str(written), "A table")
    except (DefinitionError, SqlTextError) as error:
        scope.build.mistakes.add("NP123", written.span, str(error), address=address)
        return None
    schema = parts[0] if len(parts) > 1 else ""
    found = scope.table(schema, parts[-1], address.name[0], written.span, address)
    return None if found is None else ".".join(map(quoted_name, found))
