"""What goes while its like comes beside it was perhaps only renamed: then nothing needs to be lost. Advice, never a change.

Parts whose names no code depends on are renamed without being asked (renames).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.column import Column
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.world import World

_TOLD = frozenset({"column", "table", "enum", "view", "materialized_view", "sequence"})

_Group = tuple[Any, ...]


def rename_hints(world: World, unmanaged: Collection[Address]) -> Iterator[Diagnostic]:
    """Of pairs that nothing else could be meant by: one goes (or is left behind, unmanaged), one of the same definition comes."""
    left = {place for place in unmanaged if place.kind in _TOLD}
    gone = {
        place
        for place, change in world.changes.items()
        if change.action is Action.DELETE and change.kind in _TOLD and not change.because
    }
    come = [place for place, change in world.changes.items() if _is_new(world, place, change.action)]
    if not come or not (gone or left):
        return
    before = _grouped(world, gone | left, world.objects)
    after = _grouped(world, come, world.desired.objects)
    for group, new in sorted(after.items(), key=lambda item: str(item[1][0])):
        old = before.get(group, [])
        if len(old) == len(new) == 1:
            yield _told(world, old[0], new[0], is_left=old[0] in left)


def _is_new(world: World, place: Address, action: Action) -> bool:
    return action is Action.CREATE and place.kind in _TOLD and not any(map(world.is_new, place.ancestors()))


def _grouped(
    world: World, places: Collection[Address], objects: Mapping[Address, Object]
) -> dict[_Group, list[Address]]:
    """By what would have to be the same; a definition that says next to nothing of its object is no sign."""
    found: dict[_Group, list[Address]] = {}
    for place in places:
        sign = _sign(world, place, objects)
        if sign:
            found.setdefault((place.kind, place.parent, place.name[:-1], sign), []).append(place)
    return found


def _sign(world: World, place: Address, objects: Mapping[Address, Object]) -> object:
    value: Any = objects[place]
    match place.kind:
        case "column":
            return (value.type, value.nullable, value.default, value.generated, value.collation)
        case "table":
            columns = [
                (part.name[-1], column.type)
                for part in world.parts_of(place)
                if isinstance(column := objects.get(part), Column)
            ]
            return tuple(sorted(columns))
        case "enum":
            return value.labels
        case "sequence":
            return (value.type, value.owned_by) if value.owned_by else None
        case _:
            return value.query.strip()


def _told(world: World, old: Address, new: Address, *, is_left: bool) -> Diagnostic:
    fate = "stays behind, unmanaged" if is_left else "is dropped"
    detail = f"{old.segment} {fate} while {new.segment}, which has the same definition, is made without what it holds."
    return Diagnostic(
        Severity.ADVICE,
        "NP211",
        "this looks like a rename",
        detail,
        _to_write(old, new),
        str(new),
        world.desired.spans.get(new),
    )


def _to_write(old: Address, new: Address) -> str:
    moved = f"under moved: `- {{from: {old}, to: {new}}}`"
    if new.kind not in ("column", "table"):
        return f"If it is one, write {moved}, and nothing is lost."
    return f"If it is one, write `renamed_from: {old.name[-1]}` into the new one (or {moved}), and nothing is lost."
