"""Who must come before whom, from what is declared, what was observed, and which names are freed and taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.function import Function, bare_name
from neonctl_py.model.table import MAY_HAVE_PARENTS
from neonctl_py.plan import registry
from neonctl_py.plan.changes import Action
from neonctl_py.plan.freed_names import name_edges
from neonctl_py.plan.keys_around import keys_around
from neonctl_py.plan.lineage import parents_of
from neonctl_py.plan.lineage_edges import column_edges, former_children, lineage_edges
from neonctl_py.plan.order import Phase
from neonctl_py.plan.override_reach import reach_edges
from neonctl_py.plan.part_names import part_name_edges
from neonctl_py.plan.partitions import new_partitions, whole_of
from neonctl_py.plan.propagate import stops_being_generated
from neonctl_py.plan.rules import constraint, sequence
from neonctl_py.plan.rules.alone import edges_alone
from neonctl_py.plan.rules.partition_triggers import state_edges
from neonctl_py.plan.rules.typed_table import typed_edges
from neonctl_py.plan.rules.valid_checks import validation_edges
from neonctl_py.plan.symbols import symbol_edges

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Node
    from neonctl_py.plan.world import World

_PUT, _FINISH, _REMOVE = Phase.PUT, Phase.FINISH, Phase.REMOVE
_GOES = (Action.DELETE, Action.REPLACE)
_QUERIES = frozenset({"view", "materialized_view"})
_ROLES = frozenset({"role", "membership"})
_CALLED = frozenset({"function", "aggregate"})
_RUN = frozenset({"function", "aggregate", "view", "materialized_view"})


_SCOPES = frozenset({"project", "branch", "database"})


def edges(world: World, covered: Container[Address] = ()) -> Iterator[tuple[Node, Node]]:
    """(earlier, later) pairs; too many do no harm. ``covered``: what others' steps make, and so stands where these do."""
    former = former_children(world)
    keys = keys_around(world)
    yield from part_name_edges(world)
    yield from name_edges(world)
    yield from symbol_edges(world)
    yield from reach_edges(world)
    for address, change in world.changes.items():
        if address not in covered:  # its cover is inside the same
            yield from _inside_containers(world, address)
        yield from _around(world, address, change)
        if address.kind in MAY_HAVE_PARENTS:
            yield from lineage_edges(world, address, change, former, keys)
            yield from state_edges(world, address, change)
        if address.kind == "table":
            yield from typed_edges(world, address, change)
            yield from _persistence(world, address, change)
        if address.kind == "column":
            yield from column_edges(world, address, change)
        if address.kind == "sequence":
            yield from sequence.order(address, change)
        if address.kind == "event_trigger" and change.action is not Action.DELETE:  # it might forbid the rest
            yield from (((other, phase), (address, Phase.PUT)) for other in world.changes for phase in Phase)
        if address.kind in ("index", "constraint") and change.action is Action.DELETE:
            yield from _before_its_whole(world, address)
        if address.kind in ("index", "constraint") and change.action is Action.CREATE:
            yield from _after_its_whole(world, address, change)
            yield from _after_the_other_key(world, address, change)
        if address.kind == "index" and change.action is Action.REPLACE and address.parent is not None:
            # a new partition's part of the old one gives its name to that of the new one
            for child, _ in new_partitions(world, address.parent):
                yield (child, Phase.PUT), (address, Phase.PUT)
        if address.kind in ("index", "constraint"):
            yield from edges_alone(world, change)
            yield from validation_edges(world, change)
        if address.kind == "constraint" and change.action is Action.CREATE:
            whole = whole_of(world, address)
            if whole is not None:
                yield (address, Phase.PUT), (whole, Phase.PUT)
        if (
            address.kind == "role" and change.action is Action.DELETE
        ):  # whatever it owned or was granted goes before it
            for other in world.changes:
                if (
                    other.kind not in _ROLES
                    and address.parent is not None
                    and other.is_within(address.parent)
                ):
                    for phase in Phase:
                        yield (other, phase), (address, Phase.REMOVE)
        for first in registry.copied_from(world, address, change):
            for phase in Phase:
                yield (first, phase), (address, Phase.PUT)


def wishes(world: World) -> Iterator[tuple[Node, Node]]:
    """What the text of a function's body mentions comes first if it can: a check or a materialized view of the same plan may
    call the function before the plan ends. Bodies are not parsed, so that two which call each other are no cycle.
    Of two functions of one name the old one goes before anything is read that calls the new one.
    """
    for address, change in world.changes.items():
        after = change.after
        if isinstance(after, Function) and after.body and address.parent is not None:
            for place in set(world.mentioned(after.body, address.parent)):
                needed = world.changes.get(place)
                if (
                    place != address
                    and place.kind in _RUN
                    and needed is not None
                    and needed.after is not None
                ):
                    yield (place, Phase.PUT), (address, Phase.PUT)
    contested = _contested(world)
    for address, change in world.changes.items() if contested else ():
        if change.after is not None:
            called = contested.intersection(registry.dependencies(world, address, change.after))
            yield from (((place, Phase.REMOVE), (address, Phase.PUT)) for place in called)


def _contested(world: World) -> frozenset[Address]:
    """Functions that go while others of their name come: a text that is read while both are there may mean either."""
    called = [change for change in world.changes.values() if change.kind in _CALLED]
    coming = {bare_name(change.address.name[-1]) for change in called if change.action is Action.CREATE}
    return frozenset(
        change.address
        for change in called
        if change.action is Action.DELETE and bare_name(change.address.name[-1]) in coming
    )


def _inside_containers(world: World, address: Address) -> list[tuple[Node, Node]]:
    put, remove = (address, _PUT), (address, _REMOVE)
    found: list[tuple[Node, Node]] = []
    container = address.parent
    while container is not None:
        if container.kind not in _SCOPES or container in world.changes:  # one that stays has no steps
            found += (
                ((container, _PUT), put),
                (put, (container, _FINISH)),
                (remove, (container, _REMOVE)),
            )
        container = container.parent
    return found


def _around(world: World, address: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    if change.action is Action.REPLACE:
        yield (address, Phase.REMOVE), (address, Phase.PUT)
    for cause in change.because:
        for phase in (Phase.REMOVE, Phase.PUT):
            yield (address, Phase.REMOVE), (cause, phase)
        if cause in world.changes and world.changes[cause].action is Action.DELETE:
            yield (cause, Phase.REMOVE), (address, Phase.PUT)  # or it would be found again, by its name
        yield (cause, Phase.PUT), (address, Phase.PUT)
    if change.after is not None:
        for needed in registry.dependencies(world, address, change.after):
            yield (needed, Phase.PUT), (address, Phase.PUT)
            if needed.kind in ("index", "constraint") and _goes(world, needed):
                yield (needed, Phase.REMOVE), (address, Phase.PUT)  # a key leans on the one that stays
        if change.before is None:  # what is known of it from when it was there: symbols are no names
            for needed in world.depends.get(address, ()):
                yield (needed, Phase.PUT), (address, Phase.PUT)
    if change.before is not None:
        named = registry.dependencies(world, change.moved_from or address, change.before)
        may_wait = _may_wait(world, change)
        for needed in (*named, *world.depends.get(address, ()), *_used_by_parts(world, change)):
            gone = (needed, Phase.REMOVE)
            yield (address, Phase.REMOVE), gone
            if stops_being_generated(change) and needed.kind == "column":
                yield (address, Phase.PUT), (needed, Phase.PUT)
            if (
                change.action not in _GOES and not change.because
            ):  # it stops using what goes away before that goes
                yield (address, Phase.PUT), gone
            else:  # a key goes before its column may be null again
                yield (address, Phase.REMOVE), (needed, Phase.PUT)
                if needed.kind == "column" and address.kind in _QUERIES and change.action is Action.REPLACE:
                    yield gone, (address, Phase.PUT)  # or `select *` would take it again
                if may_wait and not _stays(world, needed):  # the old one may be there until the new one is
                    yield (address, Phase.PUT), gone


def _may_wait(world: World, change: Change) -> bool:
    if change.kind == "constraint":
        return change.action is Action.REPLACE and constraint.is_exchanged(world, change)
    if change.kind == "range":  # its columns go over to the new one in one step
        return change.action is Action.REPLACE and not change.because
    return change.kind == "index" and not change.because


def _stays(world: World, address: Address) -> bool:
    """What a column that stays loses first is its default only."""
    change = world.changes.get(address)
    return change is not None and change.action is Action.UPDATE and address.kind == "column"


def _goes(world: World, address: Address) -> bool:
    change = world.changes.get(address)
    return change is not None and change.action is Action.DELETE


def _persistence(world: World, table: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """What is logged may not refer to what is not."""
    found = change.difference("unlogged")
    for place in world.parts_of(table) if found is not None else ():
        key = world.objects.get(place)
        if found is None or not isinstance(key, ForeignKey) or table.parent is None:
            continue
        other = table.parent.child("table", *key.references)
        if other in world.changes and world.changes[other].difference("unlogged") is not None:
            pair = (table, Phase.PUT), (other, Phase.PUT)
            yield pair if found.after else (pair[1], pair[0])


def _before_its_whole(world: World, part: Address) -> Iterator[tuple[Node, Node]]:
    """A partition's own index goes before its parent gets one, which would take it over."""
    above = [part.parent] if part.parent is not None else []
    while above:
        table = above.pop()
        for parent in parents_of(world.objects.get(table), table):
            above.append(parent)
            for place in world.parts_of(parent):
                if place.kind in ("index", "constraint") and world.is_created(place):
                    yield (part, Phase.REMOVE), (place, Phase.PUT)


def _after_its_whole(world: World, part: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """A key that a partition gets for itself comes after its parent's is gone, which took the partition's along, and its name."""
    above = [part.parent] if part.parent is not None else []
    for table in above:  # grows while it is walked
        above += [parent for parent in parents_of(world.objects.get(table), table) if parent not in above]
    for place in (place for table in above[1:] for place in world.parts_of(table)):
        gone = world.changes.get(place)
        if gone is not None and gone.action is Action.DELETE and type(gone.before) is type(change.after):
            yield (place, Phase.REMOVE), (part, Phase.PUT)


def _after_the_other_key(world: World, part: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """A table has one primary key, whatever its name: the old one goes before the new one comes."""
    if isinstance(change.after, PrimaryKey) and part.parent is not None:
        for place in world.parts_of(part.parent):
            if _goes(world, place) and isinstance(world.changes[place].before, PrimaryKey):
                yield (place, Phase.REMOVE), (part, Phase.PUT)


def _used_by_parts(world: World, change: Change) -> Iterator[Address]:
    """What goes along with its container is no change of its own, but what it uses goes after it all the same."""
    if change.action in _GOES:
        for part in world.parts_of(change.address):
            own = world.changes.get(part)
            if own is None or own.action not in _GOES:
                yield from world.depends.get(part, ())
