"""What logical replication sends, and which writes it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.lint.stack.mentions import expression_of
from neonctl_py.model.constraint import PrimaryKey, Unique
from neonctl_py.model.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.stack.catalog import Catalog, TableWithParts
    from neonctl_py.model.lint_settings import RuleSetting
    from neonctl_py.model.publication import PublishedTable

_WRITES: Final = {"update": "UPDATE", "delete": "DELETE"}
_RULE: Final = "publication-stops-writes"


def check_published(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """A subscriber must be able to find the row: Postgres refuses every write of which it could not."""
    for address, publication in catalog.of(Publication):
        words = [_WRITES[name] for name in publication.publish if name in _WRITES]
        if not words:
            continue
        for published in publication.tables:
            table = catalog.table(address.container("database"), published.schema, published.name)
            if table is not None and (why := _why(table, published)):
                writes = " and ".join(sorted(words, reverse=True))
                what = (
                    f"`{address.name[0]}` publishes `{table.name}`: {why}. Every {writes} of it is refused."
                )
                yield StackFinding(_RULE, address, what)


def _why(table: TableWithParts, published: PublishedTable) -> str:
    identity = _identity(table)
    if identity is None:
        return ""
    if not identity:
        return "it has no replica identity (a primary key, or `replica_identity:`)"
    if published.columns is not None and (missing := sorted(identity - set(published.columns))):
        return f"`columns` leaves out {', '.join(missing)}, which identifies the row"
    if published.where and (outside := sorted(_columns(published.where) & table.columns.keys() - identity)):
        return f"`where` asks for {', '.join(outside)}, outside of its replica identity"
    return ""


def _identity(table: TableWithParts) -> set[str] | None:
    """The columns that a subscriber finds a row by; None where every column is one."""
    match table.table.replica_identity:
        case "full":
            return None
        case "nothing":
            return set()
        case "index":
            name = table.table.replica_identity_index or ""
            key = table.constraints.get(name)
            if isinstance(key, PrimaryKey | Unique):
                return set(key.columns)
            index = table.indexes.get(name)
            return {item.expression.strip('"') for item in index.keys} if index is not None else None
        case _:
            return set(table.primary_key.columns) if table.primary_key is not None else set()


def _columns(where: str) -> set[str]:
    tree = expression_of(where)
    if tree is None:
        return set()
    return {
        node.names("fields")[-1]
        for node in tree.within()
        if node.kind == "ColumnRef" and node.names("fields")
    }
