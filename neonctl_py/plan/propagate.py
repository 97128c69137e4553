"""What must go and come back because something that it stands on changes: exactly the dependants, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.extension import Extension
from neonctl_py.model.function import Function
from neonctl_py.model.index import Index
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.policy import Policy
from neonctl_py.model.values import sql_names
from neonctl_py.plan import registry
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.rules import aggregate, function, view
from neonctl_py.plan.rules.enum import is_rebuilt
from neonctl_py.plan.rules.grant import granted_anew
from neonctl_py.plan.type_users import columns_of, holders_of, is_set_aside
from neonctl_py.plan.uses import is_made_anew, remade_users, with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.world import World

_SET_ACCESS_METHOD_SINCE = 150_000
_GOES = (Action.DELETE, Action.REPLACE)
_TYPES = frozenset({"enum", "domain", "composite", "range"})
_COMPARABLE = frozenset({"smallint", "integer", "bigint"})


def with_dependants(world: World) -> dict[Address, Change]:
    """All changes: the world's, and those that they bring along."""
    found: dict[Address, Change] = {}
    leaning = _Leaning(world)
    queue = list(world.changes.items())
    for address, change in queue:  # grows while it is walked: a remade column remakes its indexes
        for place, value in _dependants_of(leaning, address, change):
            known = found.get(place) or world.changes.get(place)
            if known is not None and stops_being_generated(known):
                continue  # it does so first, and keeps its values
            if known is None or known.action is Action.UPDATE or _is_in_both_ways(known, value):
                found[place] = _remade(world, place, value, address)
                queue.append((place, found[place]))
            elif known.action is Action.REPLACE and address not in known.because:  # it waits for each of them
                found[place] = replace(known, because=(*known.because, address))
    changes = {**world.changes, **found, **dict(_freed_of_defaults(world))}
    whole = with_parts(world, changes | remade_users(world, changes))
    return whole | granted_anew(whole, world.objects, world.desired.objects)


def _is_in_both_ways(known: Change, value: Object) -> bool:
    """A key that comes back with its own table, which is made anew: as long as it is there, the other table can't go."""
    return known.action is Action.CREATE and isinstance(value, ForeignKey)


def _freed_of_defaults(world: World) -> Iterator[tuple[Address, Change]]:
    """Columns whose default calls what goes before something that the column waits for: it has no default meanwhile."""
    for place, change in world.changes.items():
        if (
            change.kind != "column"
            or change.action is not Action.UPDATE
            or change.difference("default") is None
        ):
            continue
        gone = [used for used in world.depends.get(place, ()) if _is_dropped(world, used)]
        waits = {needed for used in gone for needed in world.depends.get(used, ()) if needed in world.changes}
        if waits:
            yield place, replace(change, because=tuple(sorted(gone)))


def _is_dropped(world: World, place: Address) -> bool:
    change = world.changes.get(place)
    return change is not None and change.action is Action.DELETE and place.kind in ("function", "aggregate")


def _remade(world: World, place: Address, value: Object, because: Address) -> Change:
    wanted = world.desired.objects.get(place)
    if wanted is None:
        return Change(Action.DELETE, place, before=value, because=(because,))
    return Change(Action.REPLACE, place, before=value, after=wanted, because=(because,))


def stops_being_generated(change: Change) -> bool:
    """Is it a column that keeps its values and loses its expression?"""
    found = change.difference("generated")
    return change.action is Action.UPDATE and found is not None and found.after is None


def with_forced_replacement(
    change: Change, versions: Mapping[Address, int], objects: Mapping[Address, Object]
) -> Change:
    """A column can stop being generated in place; it can't become so, nor (before PostgreSQL 17) change its expression. A function
    keeps the names and defaults of its arguments, an aggregate its result; the index of a partitioned table its parameters. Some
    extensions stay where they were made.
    """
    before, after = change.before, change.after
    if isinstance(before, Extension) and not before.relocatable and change.difference("schema") is not None:
        return _forced(change, "schema")
    if change.kind in ("index", "constraint") and change.difference("storage_parameters") is not None:
        table = objects.get(change.address.parent) if change.address.parent else None
        return _forced(change, "storage_parameters") if getattr(table, "partition_by", None) else change
    if change.action is Action.UPDATE and isinstance(after, MaterializedView):
        version = versions.get(_database(change.address), 0)
        if 0 < version < _SET_ACCESS_METHOD_SINCE and change.difference("access_method") is not None:
            return _forced(change, "access_method")
    if change.action is Action.UPDATE and view.must_be_replaced(change):
        return _forced(change, "query")
    if change.action is Action.UPDATE and isinstance(before, Function) and isinstance(after, Function):
        return _forced(change, "arguments") if function.needs_replacement(before, after) else change
    if change.action is Action.UPDATE and isinstance(before, Aggregate) and isinstance(after, Aggregate):
        return _forced(change, "options") if aggregate.needs_replacement(before, after) else change
    if change.action is not Action.UPDATE or not isinstance(before, Column) or not isinstance(after, Column):
        return change
    if before.generated is not None and not before.stored and after.generated is None:
        # there are no values to keep: DROP EXPRESSION is for stored ones
        kept = after if isinstance(after.backfill, str) else replace(after, backfill=before.generated)
        return _forced(replace(change, after=kept), "generated")
    if after.generated is None or (before.generated, before.stored) == (after.generated, after.stored):
        return change
    version = versions.get(_database(change.address), 0)
    if before.generated is not None and before.stored == after.stored and version >= 170000:
        return change
    return _forced(change, "generated", "stored")


def _forced(change: Change, *names: str) -> Change:
    found = tuple(replace(item, forces_replacement=item.field in names) for item in change.differences)
    return replace(change, action=Action.REPLACE, differences=found)


class _Leaning:
    """What leans on other objects, looked up by what it leans on; built once, so that cost grows with the changes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.foreign_keys: dict[Address, list[tuple[Address, ForeignKey]]] = {}
        self.keys_of_parts: dict[Address, list[tuple[Address, ForeignKey]]] = {}
        self.policies: dict[Address, list[tuple[Address, Policy]]] = {}
        self.parts: dict[Address, list[tuple[Address, Object]]] = {}
        self.expressions: dict[Address, list[tuple[Address, Check | Index]]] = {}
        self.generated: dict[Address, list[tuple[Address, Column]]] = {}
        if not any(_is_leant_on(change) for change in world.changes.values()):
            return
        for place, value in world.objects.items():
            if isinstance(value, ForeignKey):
                table = _database(place).child("table", *value.references)
                self.foreign_keys.setdefault(table, []).append((place, value))
                is_part = getattr(world.objects.get(table), "partition_of", None) is not None
                for above in world.ancestors.get(table, ()) if is_part else ():
                    self.keys_of_parts.setdefault(above, []).append((place, value))
                for column in value.referenced_columns:
                    self.parts.setdefault(table.child("column", column), []).append((place, value))
            elif isinstance(value, Policy):
                for needed in _read_by(world, place, value):
                    self.policies.setdefault(needed, []).append((place, value))
            if place.kind in ("index", "constraint"):
                for needed in registry.dependencies(world, place, value):
                    if needed.kind == "column":
                        self.parts.setdefault(needed, []).append((place, value))
            if isinstance(value, Column) and value.generated is not None and place.parent is not None:
                for needed in world.columns_in(value.generated, place.parent):
                    self.generated.setdefault(needed, []).append((place, value))
            if isinstance(value, Check | Index) and _is_in_table(place):
                for needed in world.mentioned(_text(value), _database(place)):
                    self.expressions.setdefault(needed, []).append((place, value))


def _is_leant_on(change: Change) -> bool:
    if change.action in _GOES:
        return change.kind in ("constraint", "index", "table", "column", *_TYPES)
    return change.difference("type") is not None or change.kind in _TYPES


def _is_in_table(place: Address) -> bool:
    return place.parent is not None and place.parent.kind == "table"


def _text(value: Check | Index) -> str:
    if isinstance(value, Check):
        return value.expression
    return " ".join((*(key.expression for key in value.keys if not key.is_column), value.where or ""))


def _read_by(world: World, place: Address, value: Policy) -> set[Address]:
    """Columns of the policy's table and of every table that it mentions, as far as their names occur; enums too."""
    text = f"{value.using or ''} {value.with_check or ''}"
    mentioned = set(world.mentioned(text, _database(place)))
    tables = {item for item in mentioned if item.kind == "table"} | (
        {place.parent} if place.parent else set()
    )
    return mentioned | {column for table in tables for column in world.columns_in(text, table)}


def _dependants_of(leaning: _Leaning, address: Address, change: Change) -> Iterator[tuple[Address, Object]]:
    table = address.parent
    columns = _key_columns(change.before) if change.action in _GOES else set()
    if columns and table is not None:
        for place, value in (*leaning.foreign_keys.get(table, ()), *leaning.keys_of_parts.get(table, ())):
            if place.parent != table and columns == set(value.referenced_columns):
                yield place, value
    if address.kind == "table" and change.action in _GOES:
        for place, value in leaning.foreign_keys.get(address, ()):
            if place.parent != address and (
                change.action is Action.REPLACE or _is_dropped_too(leaning.world, place)
            ):
                yield place, value
    if address.kind in ("table", "view") and change.action is Action.DELETE:
        yield from _that_tie_a_ring(leaning.world, address)
        yield from _of_a_parent_to_itself(leaning, change)
    if address.kind == "column" and (change.difference("type") or change.action in _GOES):
        yield from leaning.policies.get(address, ())
        yield from (item for item in leaning.generated.get(address, ()) if item[0] != address)
    if address.kind == "column" and change.difference("type"):
        # what was written for the old type can't be there when the column gets another one
        yield from (
            (place, value)
            for place, value in leaning.parts.get(address, ())
            if isinstance(value, Check | Index) and _is_replaced(leaning.world, place)
        )
    if address.kind == "column" and _leaves_its_family(change):
        # Postgres checks a key whenever one of its ends is retyped, and the other end has to wait
        yield from (item for item in leaning.parts.get(address, ()) if isinstance(item[1], ForeignKey))
    if change.action is Action.REPLACE or is_made_anew(leaning.world, change):
        if address.kind in _TYPES:
            yield from holders_of(leaning.world, address)
        if is_set_aside(change) or address.kind == "range":  # its columns are text meanwhile
            yield from _of_columns_meanwhile(leaning, address)
        elif address.kind in _TYPES:
            yield from _that_read_columns_of(leaning, address)
    if address.kind == "column" and change.action is Action.REPLACE:  # DROP COLUMN takes them along
        yield from leaning.parts.get(address, ())
    if address.kind == "enum" and is_rebuilt(change):
        # Postgres would parse their texts again, where `'x'::the_old_type` meets a column of the new one.
        yield from leaning.policies.get(address, ())
        yield from leaning.expressions.get(address, ())


def _of_a_parent_to_itself(leaning: _Leaning, change: Change) -> Iterator[tuple[Address, Object]]:
    """Foreign keys of a partitioned table that goes with its partitions, to itself: each partition is a part of what they refer to."""
    above = list(parents_of(change.before, change.address))
    for parent in above:  # grows while it is walked
        above += parents_of(leaning.world.objects.get(parent), parent)
        for place, value in leaning.foreign_keys.get(parent, ()):
            if place.parent == parent and _is_deleted(leaning.world, parent):
                yield place, value


def _that_tie_a_ring(world: World, table: Address) -> Iterator[tuple[Address, Object]]:
    """Policies and rules of a table or view that goes, which use something that goes too and uses the table in turn (another table by
    its policies, a view over it): nothing of such a ring can go first with all that is on it.
    """
    for part in world.parts_of(table):
        if part.kind in ("policy", "rule") and part in world.objects:
            used = {_home(place) for place in world.depends.get(part, ())} - {table}
            if table in _used_from(world, used):
                yield part, world.objects[part]


def _used_from(world: World, places: set[Address]) -> set[Address]:
    """By what goes of these, and by the columns, policies and rules of what goes, however far away."""
    found: set[Address] = set()
    waiting = [place for place in places if _is_deleted(world, place)]
    while waiting:
        place = waiting.pop()
        users = [part for part in world.parts_of(place) if part.kind in ("column", "policy", "rule")]
        for used in (used for user in (place, *users) for used in world.depends.get(user, ())):
            home = _home(used)
            if home not in found and _is_deleted(world, home):
                found.add(home)
                waiting.append(home)
    return found


def _home(place: Address) -> Address:
    """The relation that it is a part of."""
    return place.parent if place.kind in ("column", "constraint", "index") and place.parent else place


def _is_replaced(world: World, place: Address) -> bool:
    change = world.changes.get(place)
    return change is not None and change.action is Action.REPLACE


def _is_deleted(world: World, place: Address) -> bool:
    change = world.changes.get(place)
    return change is not None and change.action is Action.DELETE


def _key_columns(value: Object | None) -> set[str]:
    """The columns that other tables may refer to because of it."""
    match value:
        case PrimaryKey() | Unique():
            return set(value.columns)
        case Index(unique=True, where=None) if all(key.is_column for key in value.keys):
            return {name for key in value.keys for name in sql_names(key.expression)}
        case _:
            return set()


def _of_columns_meanwhile(leaning: _Leaning, kind: Address) -> Iterator[tuple[Address, Object]]:
    for place, _ in columns_of(leaning.world, kind):
        yield from leaning.parts.get(place, ())
        yield from leaning.policies.get(place, ())
        yield from leaning.generated.get(place, ())


def _that_read_columns_of(leaning: _Leaning, kind: Address) -> Iterator[tuple[Address, Object]]:
    """What Postgres doesn't convert together with a column."""
    for place, _ in columns_of(leaning.world, kind):
        yield from leaning.policies.get(place, ())
        yield from (item for item in leaning.generated.get(place, ()) if item[0] != place)


def _leaves_its_family(change: Change) -> bool:
    """Is it a change to a type that keys can't compare with the old one, as they do integers of any length?"""
    found = change.difference("type")
    return found is not None and not {found.before, found.after} <= _COMPARABLE


def _is_dropped_too(world: World, place: Address) -> bool:
    """Two tables that go in one plan: the key between them goes first, whatever their order."""
    return place.parent is not None and _is_deleted(world, place.parent)


def _database(address: Address) -> Address:
    database = address.container("database")
    assert database is not None, address  # noqa: S101  catalog objects are in a database
    return database
