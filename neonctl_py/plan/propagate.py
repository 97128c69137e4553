"""What must go and come back because something that it stands on changes: exactly the dependants, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import ForeignKey, PrimaryKey, Unique
from neonctl_py.model.policy import Policy
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.changes import Action, Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.world import World

_GOES = (Action.DELETE, Action.REPLACE)


def dependants(world: World) -> dict[Address, Change]:
    """Further changes, by address."""
    found: dict[Address, Change] = {}
    for address, change in world.changes.items():
        for place, value in _dependants_of(world, address, change):
            known = found.get(place) or world.changes.get(place)
            if known is None or known.action is Action.UPDATE:
                found[place] = _remade(world, place, value, address)
    return found


def _remade(world: World, place: Address, value: Object, because: Address) -> Change:
    wanted = world.desired.objects.get(place)
    if wanted is None:
        return Change(Action.DELETE, place, before=value, because=(because,))
    return Change(Action.REPLACE, place, before=value, after=wanted, because=(because,))


def _dependants_of(world: World, address: Address, change: Change) -> Iterator[tuple[Address, Object]]:
    if change.action in _GOES and isinstance(change.before, PrimaryKey | Unique):
        yield from _foreign_keys_to(world, address.parent, change.before.columns)
    if address.kind == "table" and change.action is Action.DELETE:
        yield from (
            item for item in _foreign_keys_to(world, address, ()) if _is_dropped_too(world, item[0], address)
        )
    if address.kind == "table" and change.action is Action.REPLACE:
        yield from _foreign_keys_to(world, address, ())
    if address.kind == "column" and (change.difference("type") or change.action in _GOES):
        yield from _policies_on(world, address)
    if address.kind == "enum" and change.difference("labels"):
        yield from _policies_about(world, address)


def _foreign_keys_to(
    world: World, table: Address | None, columns: tuple[str, ...]
) -> Iterator[tuple[Address, Object]]:
    if table is None or table.kind != "table":
        return
    name = QualifiedName(*table.name)
    for place, value in world.objects.items():
        if not isinstance(value, ForeignKey) or value.references != name or place.parent == table:
            continue
        if place.is_within(_database(table)) and (
            not columns or set(columns) == set(value.referenced_columns)
        ):
            yield place, value


def _is_dropped_too(world: World, place: Address, table: Address) -> bool:
    """Two tables that go in one plan: the key between them goes first, whatever their order."""
    other = world.changes.get(place.parent) if place.parent else None
    return place.parent != table and other is not None and other.action is Action.DELETE


def _policies_on(world: World, column: Address) -> Iterator[tuple[Address, Object]]:
    for place, value in world.objects.items():
        if isinstance(value, Policy) and place.parent is not None and place.is_within(_database(column)):
            text = f"{value.using or ''} {value.with_check or ''}"
            reads = column in set(world.columns_in(text, place.parent))
            other = column.parent in set(world.mentioned(text, _database(column)))
            if (place.parent == column.parent and reads) or (other and column.name[-1] in text):
                yield place, value


def _policies_about(world: World, enum: Address) -> Iterator[tuple[Address, Object]]:
    database = _database(enum)
    for place, value in world.objects.items():
        if not isinstance(value, Policy) or not place.is_within(database):
            continue
        if enum in set(world.mentioned(f"{value.using or ''} {value.with_check or ''}", database)):
            yield place, value


def _database(address: Address) -> Address:
    database = address.container("database")
    assert database is not None, address  # noqa: S101  catalog objects are in a database
    return database
