"""A composite type: attributes come and go in place; other changes convert the columns that have it to a new type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.composite import Composite
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, sql_step
from neonctl_py.plan.type_users import columns_of, holders_of, is_set_aside, rebuild, set_aside, turning_away

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 24


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, and the types and collations of its attributes; before it changes, the columns that turn away from it."""
    yield from owner_and_schema(world, address, value)
    if address in world.changes and world.changes[address].before is not None:
        yield from turning_away(world, address)
    if isinstance(value, Composite) and address.parent is not None:
        text = " ".join(f"{item.type} {item.collation or ''}" for item in value.attributes)
        yield from (place for place in world.mentioned(text, address.parent) if place != address)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Postgres refuses to alter an attribute's type while a column has the composite one."""
    if is_set_aside(change):
        yield from set_aside(world, change)
        return
    before, after = change.before, change.after
    if change.action is not Action.UPDATE or change.difference("attributes") is None:
        yield from lifecycle(
            change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,), rename_hazards=(Hazard.BREAKS_RUNNING_CODE,)
        )
        return
    assert isinstance(before, Composite)  # noqa: S101  an update has both sides
    assert isinstance(after, Composite)  # noqa: S101  an update has both sides
    if change.moved_from is not None:
        yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    loses = (
        (Hazard.DELETES_DATA,) if loses_attributes(change) and any(columns_of(world, change.address)) else ()
    )
    if needs_rebuild(world, change):
        reason = "Postgres can't change it in place: the type is made anew and its columns are converted"
        yield rebuild(world, change, reason, *loses)
    else:
        yield sql_step(change, "alter", None, hazards=(*loses, Hazard.BREAKS_RUNNING_CODE))


def loses_attributes(change: Change) -> bool:
    """Whatever becomes of those that stay."""
    before, after = change.before, change.after
    if not isinstance(before, Composite) or not isinstance(after, Composite):
        return False
    return not {item.name for item in before.attributes} <= {item.name for item in after.attributes}


def needs_rebuild(world: World, change: Change) -> bool:
    """Another order of attributes, or another type of one while columns have it."""
    before, after = change.before, change.after
    if not isinstance(before, Composite) or not isinstance(after, Composite):
        return False
    old, new = {item.name: item for item in before.attributes}, {item.name: item for item in after.attributes}
    in_place = [name for name in old if name in new] + [name for name in new if name not in old]
    if in_place != list(new):
        return True
    retyped = any(
        (old[name].type, old[name].collation) != (new[name].type, new[name].collation)
        for name in old
        if name in new
    )
    return retyped and (any(columns_of(world, change.address)) or any(holders_of(world, change.address)))
