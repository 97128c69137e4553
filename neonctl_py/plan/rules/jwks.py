"""Identity providers whose tokens a project takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.jwks import Jwks
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.neon import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 4


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The branch that it is for."""
    del world
    if isinstance(value, Jwks) and isinstance(value.branch, str) and address.parent is not None:
        yield address.parent.child("branch", value.branch)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Tokens of a provider that is gone are refused."""
    del world
    yield from lifecycle(change, delete_hazards=(Hazard.BREAKS_RUNNING_CODE, Hazard.CHANGES_ACCESS))
