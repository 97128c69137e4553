"""How the rules of the API's kinds write their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Phase, Planned
from neonctl_py.plan.steps import NeonStep

if TYPE_CHECKING:
    from collections.abc import Iterator


def neon_step(change: Change, *, phase: Phase = Phase.PUT, **details: Any) -> Planned:
    """One call about the change's address."""
    details.setdefault("before", change.before)
    details.setdefault("after", change.after)
    details.setdefault("changed", tuple(item.field for item in change.differences))
    details.setdefault("action", change.action)
    return Planned(phase, NeonStep(address=change.address, moved_from=change.moved_from, **details))


def lifecycle(
    change: Change,
    *,
    update_hazards: tuple[Hazard, ...] = (),
    delete_hazards: tuple[Hazard, ...] = (),
    parts: tuple[Any, ...] = (),
    contents: str = "",
) -> Iterator[Planned]:
    """One call per action; a replacement is a deletion and a creation. ``contents``: what a deletion takes along."""
    match change.action:
        case Action.DELETE:
            yield neon_step(change, phase=Phase.REMOVE, hazards=delete_hazards, reason=contents)
        case Action.REPLACE:
            yield neon_step(
                change, phase=Phase.REMOVE, action=Action.DELETE, after=None, hazards=delete_hazards
            )
            yield neon_step(change, action=Action.CREATE, before=None, parts=parts)
        case Action.CREATE:
            yield neon_step(change, parts=parts)
        case _:
            hazards = (Hazard.BREAKS_RUNNING_CODE, *update_hazards) if change.moved_from else update_hazards
            yield neon_step(change, hazards=hazards)


COMPUTE_RESTARTS = ("pg_settings", "preload_libraries", "min_cu", "max_cu", "disabled")


def compute_hazards(change: Change) -> tuple[Hazard, ...]:
    """Of a change of sizes and settings: what restarts, and what costs."""
    hazards: list[Hazard] = []
    if any(change.difference(field) for field in COMPUTE_RESTARTS):
        hazards += [Hazard.RESTARTS_COMPUTE, Hazard.DROPS_CONNECTIONS]
    size = change.difference("max_cu")
    if size is not None and isinstance(size.after, float | int) and size.after > (size.before or 0):
        hazards.append(Hazard.COSTS_MONEY)
    return tuple(hazards)
