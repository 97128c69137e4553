"""``moved:`` of what the API names (projects, branches, databases): found under the old name, read as having the new one.

The catalog's own renames (roles, tables, columns) are the plan's business, which sees both sides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from neonctl_py.model.branch import Branch
from neonctl_py.plan.moves import ordered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed

NAMED_BY_API: Final = frozenset(
    {
        "project",
        "branch",
        "database",
        "compute",
        "replica",
        "snapshot_schedule",
        "auth",
        "auth_provider",
        "data_api",
        "jwks",
    }
)

Value = TypeVar("Value")


def moves_of_api(desired: Desired) -> tuple[tuple[Address, Address], ...]:
    """Those of projects, branches and databases, outermost first."""
    return tuple((old, new) for old, new in ordered(desired.moved) if new.kind in NAMED_BY_API)


def with_former_names(desired: Desired) -> Desired:
    """The stack with what is declared under new names declared under the old ones, too, so that either is read."""
    moves = moves_of_api(desired)
    if not moves:
        return desired
    objects: dict[Address, Object] = {
        address: value for address, value in desired.objects.items() if address.kind in NAMED_BY_API
    }
    for old, new in reversed(moves):
        objects |= {
            address.moved(new, old): value
            for address, value in list(objects.items())
            if address.is_within(new)
        }
    return replace(desired, objects={**desired.objects, **objects})


def under_new_names(desired: Desired, observed: Observed) -> Observed:
    """What was found under an old name, at its new address; ``renamed`` says what is still to be renamed."""
    objects, ids, read = dict(observed.objects), dict(observed.ids), set(observed.read)
    renamed: dict[Address, Address] = {}
    for old, new in moves_of_api(desired):
        if old not in objects or new in objects:
            continue
        objects, ids = _rebased(objects, old, new), _rebased(ids, old, new)
        if new.kind == "branch":
            objects = {
                place: _with_parent_renamed(place, value, old, new) for place, value in objects.items()
            }
        read = {place.moved(old, new) for place in read if not place.is_within(new)}
        renamed[new] = old
    return replace(observed, objects=objects, ids=ids, read=frozenset(read), renamed=renamed)


def _with_parent_renamed(place: Address, value: Object, old: Address, new: Address) -> Object:
    is_child = isinstance(value, Branch) and place.parent == new.parent and value.parent == old.name[0]
    return replace(value, parent=new.name[0]) if is_child and isinstance(value, Branch) else value


def at_new_name(observed: Observed, address: Address) -> Address:
    """Where something stands that the catalog told under a database's old name."""
    for new, old in observed.renamed.items():
        if new.kind == "database" and address == old:
            return new
    return address


def _rebased(values: Mapping[Address, Value], old: Address, new: Address) -> dict[Address, Value]:
    return {place.moved(old, new): value for place, value in values.items()}
