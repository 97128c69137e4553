"""The columns of a primary key that goes, where a table has them from its parents. Its own columns have changes of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.lineage import Family
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


def loosened(world: World, change: Change) -> Iterator[Planned]:
    """A key makes its columns NOT NULL, and Postgres leaves them so when it goes, whatever the parents say."""
    table = change.address.parent
    if table is None or not isinstance(change.before, PrimaryKey) or table not in world.desired.objects:
        return
    family = Family(world.desired.objects, world.parts)
    if not family.parents(table):
        return
    wanted = (world.desired.objects.get(place) for place in world.parts_of(table))
    kept = {name for value in wanted if isinstance(value, PrimaryKey) for name in value.columns}
    inherited = family.inherited(table)
    for name in change.before.columns:
        place, column = table.child("column", name), inherited.get(("column", name))
        is_own = place in world.objects or place in world.desired.objects
        if isinstance(column, Column) and column.nullable and name not in kept and not is_own:
            its = Change(
                Action.UPDATE,
                place,
                before=replace(column, nullable=False),
                after=column,
                differences=(Difference("nullable", before=False, after=True),),
            )
            step = sql_step(its, "alter", None, phase=Phase.REMOVE, changed=("nullable",))
            yield replace(step, node=change.address)
