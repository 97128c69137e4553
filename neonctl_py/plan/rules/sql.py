"""How the rules of catalog kinds write their steps, so that each says only what is special about its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.order import Phase, Planned
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.world import World


def sql_step(
    change: Change, operation: str, database: Address | None, *, phase: Phase = Phase.PUT, **details: Any
) -> Planned:
    """One step about the change's address in the database that holds it."""
    place = database or change.address.container("database")
    assert place is not None, change.address  # noqa: S101  the model puts every catalog object into a database
    details.setdefault("before", change.before)
    details.setdefault("after", change.after)
    details.setdefault("changed", tuple(item.field for item in change.differences))
    return Planned(
        phase,
        SqlStep(
            action=change.action,
            operation=operation,
            address=change.address,
            database=place,
            moved_from=change.moved_from,
            **details,
        ),
    )


def before(first: Planned, change: Change) -> Planned:
    """The same, done before the change's own steps of its phase: it is about something else that the change needs."""
    return replace(first, node=change.address)


def lifecycle(
    change: Change,
    *,
    database: Address | None = None,
    drop_hazards: tuple[Hazard, ...] = (),
    alter_hazards: tuple[Hazard, ...] = (),
    rename_hazards: tuple[Hazard, ...] = (),
    **details: Any,
) -> Iterator[Planned]:
    """create, drop, alter and rename as their actions say; a replacement is a drop and a create."""
    if change.moved_from is not None:
        yield sql_step(change, "rename", database, hazards=rename_hazards, **details)
    match change.action:
        case Action.CREATE:
            yield sql_step(change, "create", database, **details)
        case Action.UPDATE:
            yield sql_step(change, "alter", database, hazards=alter_hazards, **details)
        case Action.DELETE:
            yield sql_step(change, "drop", database, phase=Phase.REMOVE, hazards=drop_hazards, **details)
        case Action.REPLACE:
            yield sql_step(
                change, "drop", database, phase=Phase.REMOVE, after=None, hazards=drop_hazards, **details
            )
            yield sql_step(change, "create", database, before=None, **details)
        case _:
            return


def why_replaced(change: Change) -> str:
    """The reason of a replacement, for people."""
    fields = ", ".join(item.field for item in change.differences if item.forces_replacement)
    causes = ", ".join(place.segment for place in change.because)
    return "; ".join(
        part
        for part in (
            f"{fields} can't be changed in place" if fields else "",
            f"because of {causes}" if causes else "",
        )
        if part
    )


def session_database(world: World, address: Address) -> Address:
    """Where statements about roles run: a database of the branch that is there without them, else the project's own URL."""
    branch = address.container("branch")
    if branch is None:
        project = address.container("project")
        assert project is not None, address  # noqa: S101  every address starts with its project
        return project
    declared = sorted(
        place for place in world.desired.objects if place.kind == "database" and place.parent == branch
    )
    there = sorted(place for place in world.objects if place.kind == "database" and place.parent == branch)
    choices = [place for place in declared if _owner_is_platform(world, place)] or declared or there
    return choices[0] if choices else branch.child("database", "neondb")


def _owner_is_platform(world: World, database: Address) -> bool:
    owner = getattr(world.desired.objects[database], "owner", None)
    role = world.role(owner, database) if isinstance(owner, str) else None
    return role is None or getattr(world.desired.objects.get(role), "managed_by", "neon") == "neon"
