"""Do rows survive a change of schema? Read before and after, in the columns that both ends have. Never here: schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import identifier, qualified
from neonctl_py.model.column import Column
from neonctl_py.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.postgres.connect import Connection

Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Held:
    """Tables (old name, new name) and, of each, the columns (old name, new name) that both ends have."""

    tables: tuple[tuple[Address, Address, tuple[tuple[str, str], ...]], ...]

    def read(self, connection: Connection, *, new: bool) -> Rows:
        """Under the old names, whichever end is read."""
        found: Rows = {}
        for old, now, columns in self.tables:
            place = now if new else old
            names = [pair[1] if new else pair[0] for pair in columns]
            values = ", ".join(f"{identifier(name)}::text" for name in names)
            query = f"select row({values})::text from only {qualified(*place.name)}"
            found[old.segment] = sorted(text for (text,) in connection.execute(query).fetchall())
        return found


def held(
    old: Mapping[Address, Object],
    new: Mapping[Address, Object],
    moved: Collection[tuple[Address, Address]],
    lost: Collection[str],
) -> Held:
    """``lost``: ``schema.table`` or ``schema.table.column`` (old names) whose values no form of the change can keep."""
    return Held(tuple(_tables(old, new, moved, frozenset(lost))))


def _tables(
    old: Mapping[Address, Object],
    new: Mapping[Address, Object],
    moved: Collection[tuple[Address, Address]],
    lost: frozenset[str],
) -> Iterator[tuple[Address, Address, tuple[tuple[str, str], ...]]]:
    for place, value in old.items():
        if not isinstance(value, Table) or value.partition_by is not None:
            continue
        name = ".".join(place.name)
        now = _moved(place, moved)
        if name in lost or now not in new:
            continue
        columns = tuple(
            (column.name[-1], there.name[-1])
            for column, what in old.items()
            if column.parent == place
            and isinstance(what, Column)
            and f"{name}.{column.name[-1]}" not in lost
            and (there := _moved(column, moved)) in new
            and what.generated is None
        )
        if columns:
            yield place, now, columns


def _moved(place: Address, moved: Collection[tuple[Address, Address]]) -> Address:
    for before, after in moved:
        place = place.moved(before, after)
    return place
