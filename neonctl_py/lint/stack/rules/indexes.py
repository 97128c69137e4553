"""Indexes that do what another one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.model.constraint import PrimaryKey, Unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.lint.stack.catalog import Catalog, TableWithParts
    from neonctl_py.model.address import Address
    from neonctl_py.model.index import IndexKey
    from neonctl_py.model.lint_settings import RuleSetting


@dataclass(frozen=True, slots=True)
class _Built:
    """An index, whoever made it. ``shape``: everything but its keys that decides what it serves."""

    address: Address
    keys: tuple[tuple[object, ...], ...]
    shape: tuple[object, ...]
    is_unique: bool
    is_key: bool

    @property
    def name(self) -> str:
        return self.address.name[0]


def covers(leading: Sequence[str], wanted: Sequence[str]) -> bool:
    """Do the first columns of an index hold all of those that are wanted?"""
    return set(leading[: len(wanted)]) == set(wanted)


def check_duplicates(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """The same keys in the same order, with the same rest."""
    for table in catalog.tables():
        seen: dict[tuple[object, ...], _Built] = {}
        for built in _built(table):
            same = (built.keys, built.shape)
            first = seen.setdefault(same, built)
            if first is not built and (first.is_unique or not built.is_unique):
                what = f"`{built.name}` is the same as `{first.name}`."
                yield StackFinding("duplicate-index", built.address, what)
            elif first is not built:
                what = f"`{first.name}` is the same as `{built.name}`, which is unique, too."
                yield StackFinding("duplicate-index", first.address, what)
                seen[same] = built


def check_redundant(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """A plain btree index whose keys another one begins with."""
    for table in catalog.tables():
        all_built = list(_built(table))
        for built in all_built:
            if built.is_unique or built.shape[0] != "btree":
                continue
            longer = next(
                (
                    other
                    for other in all_built
                    if other.shape[:2] == built.shape[:2]
                    and len(other.keys) > len(built.keys)
                    and other.keys[: len(built.keys)] == built.keys
                ),
                None,
            )
            if longer is not None:
                what = f"`{longer.name}` begins with the columns of `{built.name}`."
                yield StackFinding("redundant-index", built.address, what)


def _built(table: TableWithParts) -> Iterator[_Built]:
    for name, item in table.constraints.items():
        if isinstance(item, PrimaryKey | Unique) and not item.without_overlaps:
            keys = tuple((_quoted(column), None, None, False, None) for column in item.columns)
            shape: tuple[object, ...] = (
                "btree",
                None,
                item.include,
                getattr(item, "nulls_not_distinct", False),
            )
            yield _Built(table.address.child("constraint", name), keys, shape, is_unique=True, is_key=True)
    for name, index in table.indexes.items():
        shape = (index.method, index.where, index.include, index.nulls_not_distinct)
        yield _Built(
            table.address.child("index", name),
            tuple(map(_key, index.keys)),
            shape,
            is_unique=index.unique,
            is_key=False,
        )


def _key(key: IndexKey) -> tuple[object, ...]:
    expression = _quoted(key.expression) if key.is_column else key.expression
    return (expression, key.opclass, key.collation, key.descending, key.nulls_first)


def _quoted(column: str) -> str:
    """Keys have names, indexes have them as SQL writes them."""
    return column.strip('"').replace('""', '"')
