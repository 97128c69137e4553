"""What a table says of columns that it has from its parents, as far as it has to be said. Nothing here makes steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column, own_storage
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.table import Heir, Override
from neonctl_py.plan.lineage import Family, as_own, parents_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.plan.world import World

_PASSED_ON = frozenset({"default", "nullable", "storage"})
"""What ALTER TABLE does to the children, too, unless it says ONLY."""
_PLAIN = {
    "statistics": -1,
    "comment": "",
    "not_null_comment": "",
    "n_distinct": None,
    "n_distinct_inherited": None,
    "options": (),
}
"""Of what is not inherited: nothing."""


def overrides_to_say(table: Address, before: Heir, after: Heir, world: World) -> tuple[Override, ...]:
    """What must be said of inherited columns for ``after``: where ``before`` said something, too, what the parents say."""
    family = Family(world.desired.objects, world.parts)
    given = family.given(table)
    keys = (family.objects.get(place) for place in world.parts_of(table))
    in_key = {name for key in keys if isinstance(key, PrimaryKey) for name in key.columns}
    wanted = {item.column: item.said for item in after.overrides}
    found: list[Override] = []
    for item in (*before.overrides, *(item for item in after.overrides)):
        column = given.get(("column", item.column))
        if column is None or any(other.column == item.column for other in found):
            continue  # its parents have no such column any more
        above = as_own(column)
        plain = {name: _PLAIN.get(name, getattr(above, name, None)) for name in item.said}
        if item.column in in_key:
            plain.pop("nullable", None)  # NOT NULL for the key's sake
        if isinstance(above, Column) and plain.get("storage", "") is None:
            plain["storage"] = own_storage(above.type)
        said = {**plain, **wanted.get(item.column, {})}
        if said.get("nullable", getattr(above, "nullable", False)) and item.column not in in_key:
            said.pop("not_null_comment", None)  # it went with what it was about
        found.append(Override(item.column, **said))
    return tuple(found)


def heirs_follow(world: World, table: Address, said: tuple[Override, ...]) -> bool:
    """Has it children that have these columns from it alone, and say nothing of them that they would have from it?"""
    columns = {item.column for item in said if _PASSED_ON & item.said.keys()}
    pending = list(world.kin.heirs.get(table, ()))
    if not columns or not pending:
        return False
    for heir in pending:  # grows while it is walked
        pending += world.kin.heirs.get(heir, ())
        for state in (world.desired.objects, world.objects):
            held = state.get(heir)
            if any(heir.child("column", name) in state for name in columns):
                return False
            if isinstance(held, Heir) and (
                len(parents_of(held, heir)) > 1
                or any(item.column in columns and _PASSED_ON & item.said.keys() for item in held.overrides)
            ):
                return False
    return True
