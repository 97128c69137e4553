"""A database over HTTP: made when what it shows is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.data_api import DataApi
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.neon import lifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 15


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Neon Auth when its tokens are Neon Auth's, and the schemas that it shows."""
    del world
    branch, database = address.container("branch"), address.parent
    if not isinstance(value, DataApi) or branch is None or database is None:
        return
    yield branch.child("compute")
    if value.auth == "neon_auth":
        yield branch.child("auth")
    if isinstance(value.schemas, tuple):
        yield from (database.child("schema", name) for name in value.schemas)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Whoever asks it has no answer any more when it is gone."""
    del world
    yield from lifecycle(
        change,
        update_hazards=(Hazard.CHANGES_ACCESS,),
        delete_hazards=(Hazard.BREAKS_RUNNING_CODE, Hazard.CHANGES_ACCESS),
    )
