"""What the spelling of a desired text depends on, as a value: texts that ask the same are asked about once, and remembered.

Most of what a table carries (a policy ``tenant = current_setting('app.tenant')``, an index on ``lower(email)``) depends on
nothing but the columns that it names, so a thousand tables ask one question. What may read other relations, or names its
own table, depends on all of that. Pure: nothing here asks the server.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion
from neonctl_py.model.index import Index
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Heir, Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import sql_names
from neonctl_py.model.word_pattern import WORD
from neonctl_py.postgres.scratch import shapes_of
from neonctl_py.postgres.scratch_partitions import columns_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

Question = tuple["Hashable", ...]

_WORD: Final = re.compile(WORD)
_NAMED_ONLY: Final = frozenset({"table", "foreign_table", "sequence", "foreign_server"})
_NO_MATTER: Final = frozenset(
    {
        "column",
        "constraint",
        "index",
        "policy",
        "trigger",
        "rule",
        "grant",
        "default_privileges",
        "role",
        "membership",
        "database",
        "statistics",
        "publication",
        "subscription",
        "event_trigger",
        "user_mapping",
    }
)
"""What no expression names. Columns are told with the question, as far as it is about them."""
_TABLES: Final = frozenset({"table", "foreign_table"})
_PARTS: Final = (Check, Column, Exclusion, Index, Policy, Trigger)
_RELATIONS: Final = frozenset({"table", "foreign_table", "view", "materialized_view", "composite"})


class Questions:
    """Those about one database. ``objects``: the desired ones; ``observed``: what is there now."""

    def __init__(
        self,
        objects: Mapping[Address, Object],
        observed: Mapping[Address, Object],
        asked: Mapping[Address, Object],
    ) -> None:
        self._objects = objects
        self._observed = observed
        tables = {table for address, value in asked.items() for table in _table_of(address, value)}
        self._shapes = shapes_of(objects, tables)

    def of(self, address: Address, value: Object) -> Question:
        """Equal for texts that the server spells alike."""
        if isinstance(value, Column) and value.generated is None and address.parent is not None:
            return ("column", address.parent.name[0], value.type, value.collation, value.default)
        bare, table = _bare(value), address.parent
        if table in self._shapes and self._is_about_columns(texts := tuple(_texts(bare))):
            return (address.kind, table.name[0], bare, self._named(table, texts))
        return (address, bare, self._surroundings(address, value), self._everything)

    def _is_about_columns(self, texts: tuple[str, ...]) -> bool:
        """Does nothing in them mean a relation, or the row of one?"""
        known = self._relations
        return not any(
            "select" in (words := _words(text))
            or not words.isdisjoint(known[0])
            or 'u&"' in text.lower()
            or any(name in text for name in known[1])
            for text in texts
        )

    def _named(self, table: Address, texts: tuple[str, ...]) -> Question:
        words = frozenset[str]().union(*map(_words, texts))
        if "old" in words or "new" in words:  # a trigger's condition may mean the whole row
            return tuple(map(_shape, sorted(self._shapes[table].items())))
        return tuple(
            (name, column.type, column.collation, column.generated)
            for name, column in sorted(self._shapes[table].items())
            if name in words
            or (not _WORD.fullmatch(name) and any(_in_quotes(name) in text for text in texts))
        )

    @cached_property
    def _relations(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Names of what has rows: words, and those that SQL needs in quotes for their characters."""
        names = {
            address.name[-1]
            for address in (*self._objects, *self._observed)
            if address.kind in _RELATIONS and address.name
        }
        plain = frozenset(filter(_WORD.fullmatch, names))
        return plain, tuple(_in_quotes(name) for name in sorted(names - plain))

    def _surroundings(self, address: Address, value: Object) -> Hashable:
        if isinstance(value, Heir) and address.parent is not None:
            above = self._objects.get(address.parent.child("table", *sql_names(value.partition_of or "")))
            key = above.partition_by if isinstance(above, Table) else None
            return key, tuple(sorted(map(_shape, columns_of(address, self._objects).items())))
        if address.parent in self._shapes:
            return tuple(sorted(map(_shape, self._shapes[address.parent].items())))
        return repr(self._objects.get(address.parent)) if address.parent is not None else None

    @cached_property
    def _everything(self) -> Hashable:
        """Every relation with its columns, as it is now and as it is to be."""
        states = (
            sorted(f"{address} {value.type} {value.collation}" for address, value in _columns(state))
            for state in (self._observed, self._objects)
        )
        return digest(*states)


def world(identity: Hashable, observed: Mapping[Address, Object]) -> str:
    """Digest of what any text may stand on, beside the columns of tables: which server this is, and what is declared on it."""
    told = (
        str(address) if address.kind in _NAMED_ONLY else f"{address} {value!r}"
        for address, value in observed.items()
        if address.kind not in _NO_MATTER
    )
    return digest([repr(identity)], sorted(told))


def digest(*texts: Iterable[str]) -> str:
    """64 hex digits."""
    made = hashlib.sha256()
    for some in texts:
        for text in some:
            made.update(b"%d " % len(text))
            made.update(text.encode(errors="surrogatepass"))
        made.update(b"\n")
    return made.hexdigest()


def _columns(state: Mapping[Address, Object]) -> Iterator[tuple[Address, Column]]:
    return ((address, value) for address, value in state.items() if isinstance(value, Column))


def _shape(item: tuple[str, Column]) -> tuple[str, ...]:
    name, column = item
    return name, column.type, column.collation or "", column.generated or ""


def _table_of(address: Address, value: Object) -> Iterator[Address]:
    """The table that has to be made for it."""
    is_plain = isinstance(value, Column) and value.generated is None
    if (
        isinstance(value, _PARTS)
        and not is_plain
        and address.parent is not None
        and address.parent.kind in _TABLES
    ):
        yield address.parent


def _bare(value: Any) -> Any:
    """Without what no text depends on."""
    match value:
        case Policy():
            return replace(value, roles=(), comment=None)
        case Column():
            return replace(
                value, position=0, comment=None, statistics=None, n_distinct=None, n_distinct_inherited=None
            )
        case Index():
            return Index(keys=value.keys, method=value.method, where=value.where)
        case Check():
            return Check(expression=value.expression)
        case Exclusion() | Trigger():
            return replace(value, comment=None)
        case _:
            return value


def _texts(value: Object) -> Iterator[str]:
    """All that could name a column."""
    match value:
        case Policy():
            yield from filter(None, (value.using, value.with_check))
        case Index():
            yield from (key.expression for key in value.keys)
            yield value.where or ""
        case Check():
            yield value.expression
        case Exclusion():
            yield value.definition
        case Column():
            yield value.generated or ""
        case Trigger():
            yield value.when or ""


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    """Every word, as written and as Postgres folds it; those in literals and quotes as well: too many are no harm."""
    found = _WORD.findall(text)
    return frozenset(found).union(map(str.lower, found))


def _in_quotes(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
