"""What a new object brings along from default privileges: its creation step carries it, so that it can be taken back at once.

The stack says what is granted on an object that it owns. Who creates it is known only to the session that does, so
all that may apply is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.steps import Step
    from neonctl_py.plan.world import World

_OBJECTS = {
    "table": "tables",
    "view": "tables",
    "materialized_view": "tables",
    "foreign_table": "tables",
    "sequence": "sequences",
    "function": "functions",
    "aggregate": "functions",
    "enum": "types",
    "domain": "types",
    "composite": "types",
    "range": "types",
    "schema": "schemas",
}
_MAKES = frozenset({"create", "rebuild"})
Held = tuple["Address", "Object"]


def with_default_privileges(world: World, planned: Iterable[Planned]) -> list[Planned]:
    """The same steps; creations know which default privileges meet them."""
    known = _by_container(world)
    if not known:
        return list(planned)
    return [replace(item, step=_told(world, item.step, known)) for item in planned]


def _by_container(world: World) -> dict[tuple[Address, str], list[Held]]:
    """(schema or database, objects) -> what is in force there now."""
    found: dict[tuple[Address, str], list[Held]] = {}
    for place, value in world.objects.items():
        if place.kind == "default_privileges" and place.parent is not None:
            found.setdefault((place.parent, place.name[1]), []).append((place, value))
    return found


def _told(world: World, step: Step, known: dict[tuple[Address, str], list[Held]]) -> Step:
    if not isinstance(step, SqlStep) or step.operation not in _MAKES or step.address.parent is None:
        return step
    objects = _OBJECTS.get(step.address.kind)
    if objects is None or (step.address, "grant") in world.desired.open_parts:
        return step
    database = step.address.parent
    met = list(known.get((database, objects), ()))
    if len(step.address.name) > 1:
        met += known.get((database.child("schema", step.address.name[0]), objects), ())
    return replace(step, context=(*step.context, *met)) if met else step
