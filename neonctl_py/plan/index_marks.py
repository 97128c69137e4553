"""What a table says of one of its indexes by name (CLUSTER ON, REPLICA IDENTITY USING INDEX): Postgres forgets it with the index.

So whoever makes that index anew says it again, in the same step. Nothing here makes steps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.table import Table

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.world import World

Marks = tuple[tuple["Address", "Object"], ...]


def marks(world: World, change: Change) -> Marks:
    """For a step's context: the table with only what it says of this index, if it keeps saying that."""
    place, name = change.address.parent, change.address.name[-1]
    if place is None or change.before is None:
        return ()
    before, after = world.objects.get(place), world.desired.objects.get(place)
    if isinstance(before, MaterializedView) and isinstance(after, MaterializedView):
        kept = before.clustered_on == after.clustered_on == name
        return ((place, MaterializedView(clustered_on=name)),) if kept else ()
    if not isinstance(before, Table) or not isinstance(after, Table):
        return ()
    said = Table()
    if before.clustered_on == after.clustered_on == name:
        said = replace(said, clustered_on=name)
    if before.replica_identity_index == after.replica_identity_index == name:
        said = replace(said, replica_identity="index", replica_identity_index=name)
    return () if said == Table() else ((place, said),)
