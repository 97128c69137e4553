"""What the server made of a text before, for as long as the process lives: the plan after an apply asks about nothing twice.

Nothing here asks the server. An answer holds for one database, as long as the same schemas, types, tables and extensions
are in it (a name in a text may mean another one otherwise) and the table that it is about has the same columns.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from neonctl_py.model.column import Column

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_LIMIT: Final = 50_000
_NAMED: Final = frozenset(
    {
        "schema",
        "extension",
        "enum",
        "domain",
        "table",
        "foreign_table",
        "view",
        "materialized_view",
        "function",
    }
)
_READS_ANY: Final = frozenset({"view", "materialized_view", "rule"})
"""Kinds whose queries may read any column of any table or view."""


class SpellingCache:
    """Bounded; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Object] = OrderedDict()

    def get(self, key: Hashable) -> Object | None:
        """The value that the server spelled, or None."""
        value = self._known.get(key)
        if value is not None:
            self._known.move_to_end(key)
        return value

    def put(self, key: Hashable, value: Object) -> None:
        """Remember it."""
        self._known[key] = value
        if len(self._known) > _LIMIT:
            self._known.popitem(last=False)


def keys(
    identity: Hashable,
    objects: Mapping[Address, Object],
    observed: Mapping[Address, Object],
    asked: Collection[Address],
) -> dict[Address, Hashable]:
    """For each asked address all that its spelling depends on."""
    world = frozenset(address for address in observed if address.kind in _NAMED)
    shapes: dict[Address | None, list[Hashable]] = {address.parent: [] for address in asked}
    for address, value in objects.items():
        if isinstance(value, Column) and address.parent in shapes:
            shapes[address.parent].append((address.name, value.type, value.collation, value.generated))
    known = hash(world), len(world)
    everything = _contents(observed) if any(address.kind in _READS_ANY for address in asked) else 0
    return {
        address: (
            identity,
            known,
            address,
            objects[address],
            everything if address.kind in _READS_ANY else frozenset(shapes[address.parent]),
        )
        for address in asked
    }


def _contents(observed: Mapping[Address, Object]) -> int:
    """All columns with their types, and all queries."""
    return hash(
        frozenset(
            (address, value.type, value.collation) if isinstance(value, Column) else (address, value)
            for address, value in observed.items()
            if address.kind in ("column", "view", "materialized_view")
        )
    )
