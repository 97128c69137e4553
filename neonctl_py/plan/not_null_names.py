"""NOT NULLs that a new table must say by name, though it is the default one: from PostgreSQL 18 on that is given only while no other
constraint of the schema is called so. Never here: what a NOT NULL is called that says a name of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, Column
from neonctl_py.model.default_names import default_name
from neonctl_py.model.table import Heir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.world import World

_LABEL = "_not_null"
Name = tuple["Address", str, str]
"""Of a constraint: database, schema, name."""


def columns_to_name(world: World) -> frozenset[Address]:
    """The columns of new tables whose NOT NULL's usual name others have: a partition or heir that left its parent, mostly."""
    created = [place for place in world.changes if place.kind == "table" and world.is_created(place)]
    versions = {database: world.server_version(database) for place in created if (database := place.parent)}
    new = {
        place
        for place in created
        if place.parent is not None and not 0 < versions[place.parent] < NAMED_NOT_NULL_SINCE
    }
    if not new:
        return frozenset()
    held = {*_held(world.desired.objects), *_held(world.objects)}
    if not held:
        return frozenset()
    return frozenset(
        place
        for place, value in world.desired.objects.items()
        if isinstance(value, Column)
        and not value.nullable
        and place.parent in new
        and (name := _usual(place)) is not None
        and name in held
    )


def usual_name(column: Address) -> str:
    """As Postgres calls the NOT NULL of a column where nothing is in the way."""
    table = column.parent
    return "" if table is None else default_name(table.name[-1], column.name[0], "not_null", lambda _: False)


def _held(objects: Mapping[Address, Object]) -> Iterator[Name]:
    """Names that end as usual ones do, of what is not the NOT NULL that would usually have it."""
    for place, value in objects.items():
        if isinstance(value, Column):
            name = value.not_null_name
            if isinstance(name, str) and name.endswith(_LABEL) and name != usual_name(place):
                yield from _in_schema(place.parent, name)
        elif isinstance(value, Heir):
            for item in value.not_nulls:
                if item.name.endswith(_LABEL) and item.name != usual_name(place.child("column", item.column)):
                    yield from _in_schema(place, item.name)
        elif place.kind == "constraint" and place.name[-1].endswith(_LABEL):
            yield from _in_schema(place.parent, place.name[-1])


def _usual(column: Address) -> Name | None:
    return next(_in_schema(column.parent, usual_name(column)), None)


def _in_schema(table: Address | None, name: str) -> Iterator[Name]:
    if table is not None and table.parent is not None:
        yield table.parent, table.name[0], name
