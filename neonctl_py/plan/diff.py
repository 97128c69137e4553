"""(desired, observed) -> changes. Generic: this file names no kind; ``ownership`` says which kinds a container owns."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.compare import differences, has_canonical_difference
from neonctl_py.plan.moves import apply_moves
from neonctl_py.plan.ownership import is_owned_by_container

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed
    from neonctl_py.plan.changes import Difference

Changes = dict["Address", "Change"]
_Told = TypeVar("_Told")
_depth = attrgetter("depth")


def candidates(desired: Desired, observed: Observed) -> tuple[Address, ...]:
    """The addresses whose texts differ and must be spelled by the server before they count as a difference."""
    objects, _ = apply_moves(observed.objects, desired.moved)
    differ = _Once(has_canonical_difference)
    return tuple(
        address
        for address, value in desired.objects.items()
        if (there := objects.get(address)) is not None and differ(value, there)
    )


class _Once(Generic[_Told]):
    """What a comparison says of two values, asked once: equal columns of many tables are often one value. They must live as long."""

    __slots__ = ("_compare", "_known")

    def __init__(self, compare: Callable[[Object, Object], _Told]) -> None:
        self._compare = compare
        self._known: dict[tuple[int, int], _Told] = {}

    def __call__(self, one: Object, other: Object) -> _Told:
        key = id(one), id(other)
        told = self._known.get(key)
        if told is None:
            told = self._known[key] = self._compare(one, other)
        return told


def put_changes(
    desired: Mapping[Address, Object],
    objects: Mapping[Address, Object],
    renamed: Mapping[Address, Address],
    external: frozenset[Address],
    inborn: Mapping[Address, Object],
) -> Changes:
    """Create, Update, Replace and Move. What stands inside a new or replaced object is created with it, but for ``inborn``:
    what a new container has from its first moment.
    """
    changes: Changes = {}
    found = _Once(differences)
    inside: dict[Address | None, bool] = {}
    for address in sorted(desired, key=_depth):  # containers first
        value = desired[address]
        if external and (address in external or _is_held(address, external, inside)):
            continue
        is_inborn = bool(changes) and _container_is_new(address, changes)
        there = inborn.get(address) if is_inborn else objects.get(address)
        if there is value and not renamed:
            continue
        change = _put(address, value, there, renamed.get(address), found)
        if change is not None:
            changes[address] = change
    return changes


def _put(
    address: Address,
    value: Object,
    there: Object | None,
    old: Address | None,
    compared: _Once[tuple[Difference, ...]],
) -> Change | None:
    if there is None:
        return Change(Action.CREATE, address, after=value)
    found = compared(value, there)
    if not found:
        return Change(Action.MOVE, address, there, value, moved_from=old) if old else None
    action = Action.REPLACE if any(item.forces_replacement for item in found) else Action.UPDATE
    return Change(action, address, there, value, found, moved_from=old)


def _container_is_new(address: Address, changes: Changes) -> bool:
    container = changes.get(address.parent) if address.parent else None
    return container is not None and container.action in (Action.CREATE, Action.REPLACE)


def remove_changes(
    desired: Desired, objects: Mapping[Address, Object], put: Changes
) -> tuple[Changes, tuple[Address, ...]]:
    """Deletions, outermost only, and what is left alone because nobody declared it."""
    tombstones = frozenset(desired.removed)
    changes: Changes = {}
    unmanaged: set[Address] = set()
    for address in sorted(objects, key=_depth):
        if address in desired.objects or _is_inside(address, desired.external):
            continue
        if any(place in changes or place in unmanaged for place in address.ancestors()):
            continue
        if _container_is_new(address, put):
            continue  # goes away with the container that is replaced
        if address in tombstones or is_owned(address, desired):
            changes[address] = Change(Action.DELETE, address, before=objects[address])
        else:
            unmanaged.add(address)
    return changes, tuple(sorted(unmanaged, key=str))


def is_owned(address: Address, desired: Desired) -> bool:
    """Does the absence of a declaration mean that it must go?"""
    container = address.parent
    if container is None:
        return False
    if desired.delete_unmanaged and any(place in desired.delete_unmanaged for place in address.holders()):
        return True
    return (
        container in desired.objects
        and is_owned_by_container(address)
        and (container, address.kind) not in desired.open_parts
    )


def _is_held(address: Address, containers: frozenset[Address], known: dict[Address | None, bool]) -> bool:
    """Is what holds it one of them, or inside one? What is inside a table is asked once for the table."""
    if address.parent is None or address.parent.kind == "database":  # then a schema may hold it, too
        return _is_inside(address, containers)
    held = known.get(address.parent)
    if held is None:
        held = known[address.parent] = _is_inside(address.parent, containers)
    return held


def _is_inside(address: Address, containers: frozenset[Address]) -> bool:
    return bool(containers) and (
        address in containers or any(place in containers for place in address.holders())
    )
