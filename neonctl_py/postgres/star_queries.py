"""Views whose query takes all columns there are (``select *``) while this plan changes which there are. Pure.

The server would spell such a query with the columns of today. What the user wrote means those of tomorrow, so it stays as it was
written, and is made like that when the columns are there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from neonctl_py.model.column import Column
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.view import View, ViewColumn
from neonctl_py.model.word_pattern import WORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_STAR: Final = re.compile(r"(?:\bselect(?:\s+distinct|\s+all)?|[.,])\s*\*", re.IGNORECASE)
_ALL_OF_ONE: Final = re.compile(r'\s*select\s+\*\s+from\s+[\w."]+\s*;?\s*\Z', re.IGNORECASE)
_WORD: Final = re.compile(rf'"((?:[^"]|"")+)"|({WORD})')

Columns = dict[str, str]
"""Name -> type, in their order."""


def starred(
    objects: Mapping[Address, Object], observed: Mapping[Address, Object], asked: Mapping[Address, Object]
) -> dict[Address, Object]:
    """Of what is asked about: views that will have other columns, as they were written, with those that they will have where
    that is plain to see.
    """
    views = {
        address: value
        for address, value in asked.items()
        if isinstance(value, View | MaterializedView) and _STAR.search(value.query)
    }
    if not views:
        return {}
    changing = _changing_tables(objects, observed)
    found: dict[Address, Object] = {}
    waiting = True
    while waiting:  # a view that takes all of a view
        waiting = False
        for address, value in views.items():
            if address not in found and (used := _used(value.query, changing)):
                found[address] = _as_written(value, observed.get(address), used, changing)
                changing[address] = None
                waiting = True
    return found


def _changing_tables(
    objects: Mapping[Address, Object], observed: Mapping[Address, Object]
) -> dict[Address, Columns | None]:
    """Tables that stay and get or lose columns; with the new ones where nothing else changes."""
    before, after = _columns(observed), _columns(objects)
    return {
        table: _added(before[table], columns)
        for table, columns in after.items()
        if table in before and list(columns) != list(before[table])
    }


def _columns(objects: Mapping[Address, Object]) -> dict[Address, Columns]:
    found: dict[Address, list[tuple[int, str, str]]] = {}
    for address, value in objects.items():
        if isinstance(value, Column) and address.parent is not None:
            found.setdefault(address.parent, []).append((value.position, address.name[-1], value.type))
    return {table: {name: kind for _, name, kind in sorted(columns)} for table, columns in found.items()}


def _added(before: Columns, after: Columns) -> Columns | None:
    kept = set(before) <= set(after)
    return {name: kind for name, kind in after.items() if name not in before} if kept else None


def _used(query: str, changing: Mapping[Address, Columns | None]) -> list[Address]:
    words = {quoted.replace('""', '"') if quoted else plain.lower() for quoted, plain in _WORD.findall(query)}
    return [place for place in changing if place.name[-1] in words]


def _as_written(
    value: View | MaterializedView,
    there: Object | None,
    used: list[Address],
    changing: Mapping[Address, Columns | None],
) -> Object:
    """Only where one table gets columns, and the view is all of it, are they sure to come last, as Postgres wants them."""
    new = changing[used[0]]
    if (
        isinstance(there, View)
        and new is not None
        and len(used) == 1
        and _ALL_OF_ONE.match(value.query)
        and not value.columns
    ):
        return replace(
            value, columns=(*there.columns, *(ViewColumn(name, kind) for name, kind in new.items()))
        )
    return value
