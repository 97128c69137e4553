"""What a table says of columns that it has from its parents, as far as it has to be said. Nothing here makes steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column, words_of_type
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.table import Override
from neonctl_py.plan.lineage import Family, as_own

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.table import Heir
    from neonctl_py.plan.world import World

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
        if isinstance(above, Column):
            words = words_of_type(above.type)
            plain = {name: words.get(name) if held is None else held for name, held in plain.items()}
        said = {**plain, **wanted.get(item.column, {})}
        if said.get("nullable", getattr(above, "nullable", False)) and item.column not in in_key:
            said.pop("not_null_comment", None)  # it went with what it was about
        found.append(Override(item.column, **said))
    return tuple(found)
