"""An extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.sql import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 21


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The schema that its objects live in."""
    del world
    schema = getattr(value, "schema", None)
    if isinstance(schema, str) and address.parent is not None:
        yield address.parent.child("schema", schema)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Dropping one drops its types and functions; Postgres refuses while something uses them."""
    del world
    yield from lifecycle(change, drop_hazards=(Hazard.BREAKS_RUNNING_CODE,))
