"""Triggers that a partition has from its parent, and that are enabled otherwise there. Whatever happens to the parent's trigger
happens to them: then it is said again.

Never here: the triggers themselves (the rules of their kind).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.table import Heir
from neonctl_py.model.trigger import Trigger
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.lineage import joins_anew, parents_of
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules.sql import sql_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Node, Planned
    from neonctl_py.plan.world import World

_FIELD = "trigger_states"


def restated(
    changes: Mapping[Address, Change],
    desired: Mapping[Address, Object],
    objects: Mapping[Address, Object],
    ancestors: Mapping[Address, tuple[Address, ...]],
) -> dict[Address, Change]:
    """Partitions that stay what they are while a trigger of theirs changes above them."""
    if not any(change.kind == "trigger" for change in changes.values()):
        return {}
    found: dict[Address, Change] = {}
    for table, above in ancestors.items():
        after, before = desired.get(table), objects.get(table)
        if not isinstance(after, Heir) or not isinstance(before, Heir) or not after.trigger_states:
            continue
        places = (home.child("trigger", name) for name, _ in after.trigger_states for home in above)
        because = tuple(place for place in places if place in changes)
        known = changes.get(table) or Change(Action.UPDATE, table, before, after)
        if because and known.action is Action.UPDATE:
            found[table] = replace(known, because=(*known.because, *because))
    return found


def state_triggers(world: World, change: Change) -> Iterator[Planned]:
    """When its parents have theirs."""
    before, after = change.before, change.after
    assert isinstance(after, Heir)  # noqa: S101  who is put has a value
    held = before.trigger_states if isinstance(before, Heir) and change.action is Action.UPDATE else ()
    again = joins_anew(change) or any(place.kind == "trigger" for place in change.because)
    if held == after.trigger_states and not again:
        return
    wanted = dict(after.trigger_states)
    states = {
        name: wanted.get(name) or _above(world, change.address, name) for name in (*dict(held), *wanted)
    }
    said = tuple((name, state) for name, state in sorted(states.items()) if state)
    if said:
        yield sql_step(
            change,
            "alter",
            None,
            phase=Phase.FINISH,
            before=before if isinstance(before, Heir) else replace(after, trigger_states=()),
            after=replace(after, trigger_states=said),
            changed=(_FIELD,),
        )


def _above(world: World, table: Address, name: str) -> str:
    """As the trigger of that name is enabled where it comes from; nothing where there will be none."""
    homes = list(parents_of(world.desired.objects.get(table), table))
    for home in homes:  # grows while it is walked
        said: dict[str, str] = dict(getattr(world.desired.objects.get(home), _FIELD, ()))
        if name in said:
            return said[name]
        value = world.desired.objects.get(home.child("trigger", name))
        if isinstance(value, Trigger):
            return value.enabled
        homes += parents_of(world.desired.objects.get(home), home)
    return ""


def state_edges(world: World, table: Address, change: Change) -> Iterator[tuple[Node, Node]]:
    """(earlier, later) pairs: the parents' triggers, and what their partitions between say of them, come first."""
    if not getattr(change.after, _FIELD, ()) and not getattr(change.before, _FIELD, ()):
        return
    for home in world.ancestors.get(table, ()):
        if getattr(world.desired.objects.get(home), _FIELD, ()):
            yield (home, Phase.FINISH), (table, Phase.FINISH)
        for place in world.parts_of(home):
            if place.kind == "trigger":
                yield (place, Phase.PUT), (table, Phase.FINISH)
