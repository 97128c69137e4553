"""One plan's steps in one database as drafts of revisions, each with the plan of its way back.

Never here: writing them, or what a revision does about roles and the database itself, which are not the catalog's.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.revisions.halfway import after_steps
from neonctl_py.ddl.revisions.halves import ends_one
from neonctl_py.ddl.revisions.revision_file import Draft
from neonctl_py.ddl.revisions.stages import Stage, stages
from neonctl_py.diagnostics import Severity
from neonctl_py.model.address import Address
from neonctl_py.model.fingerprint import fingerprint, state_fingerprint
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.registry import dependencies
from neonctl_py.plan.reviewed import is_of_revisions, steps_of_revisions
from neonctl_py.plan.world import World, index_names, index_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import SqlStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """From what a database holds to what ``plan`` makes of it. ``name`` of the database for people, ``depends`` as observed."""

    database: Address
    name: str
    before: Mapping[Address, Object]
    plan: Plan
    server_version: int
    depends: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)

    @property
    def changes(self) -> list[Change]:
        """Those that revisions are about."""
        return [change for change in self.plan.changes if is_of_revisions(change.address, self.database)]

    @property
    def steps(self) -> list[SqlStep]:
        """The same as steps."""
        return steps_of_revisions(self.plan.steps, self.database)


@dataclass(frozen=True, slots=True)
class Held:
    """What a database holds between two revisions, and what uses what in it."""

    objects: Mapping[Address, Object]
    depends: Mapping[Address, tuple[Address, ...]]


@dataclass(frozen=True, slots=True)
class WayBack:
    """``stages`` None: there is none, and ``why_not`` says why."""

    stages: Sequence[Stage] | None
    why_not: str = ""


_SOMEWHERE: Final = Address.parse("project.any/database.any")

_HALVES: Final = frozenset(
    {"expand", "backfill", "mark_expanded", "release", "swap", "keep_name", "drop_name", "contract"}
)
"""Operations of a change in two halves."""

_GIVEN_UP: Final = WayBack(
    None,
    "It is a part of a change in two halves. To give that up, put the old form back into the stack, and write a new revision.",
)


def _is_half(stage: Stage) -> bool:
    """What keeps both forms in step is not in the catalog alone, so no plan leads back."""
    return any(step.operation in _HALVES for step in stage.steps)


def cut_into_stages(road: Road) -> list[Stage]:
    """One for each revision, in order; none when there is nothing to do."""
    return [stage for stage in stages(road.steps) if stage.steps]


def drafts(road: Road, message: str, ways_back: Sequence[WayBack] | None = None) -> list[Draft]:
    """One or more, in order. None when there is nothing to do. ``ways_back``: as many as there are stages; without them they are
    planned from computed states.
    """
    cut = cut_into_stages(road)
    mark = _fingerprint(road, cut)
    found = _computed(road, cut) if ways_back is None else ways_back
    backs = [_GIVEN_UP if _is_half(stage) else back for stage, back in zip(cut, found, strict=True)]
    return [
        Draft(
            message=message,
            database=road.name,
            upgrade=stage,
            downgrade=back.stages,
            why_not=back.why_not,
            part=number,
            parts=len(cut),
            plan=mark,
        )
        for number, (stage, back) in enumerate(_passable(cut, backs), 1)
    ]


def _passable(cut: Sequence[Stage], backs: Sequence[WayBack]) -> Iterator[tuple[Stage, WayBack]]:
    """What a second half took away can't be kept in step again."""
    for stage, back in zip(cut, backs, strict=True):
        ends = ends_one(stage.steps)
        yield stage, WayBack(None, "what the first half kept in step is gone") if ends else back


def _computed(road: Road, cut: Sequence[Stage]) -> list[WayBack]:
    """For where nothing can be observed between the stages."""
    start = _inside(road.before, road.database)
    before = Held(start, road.depends)
    done: list[SqlStep] = []
    found = []
    for number, stage in enumerate(cut, 1):
        done += stage.steps
        left = [step for later in cut[number:] for step in later.steps]
        state = after_steps(start, road.changes, done, left)
        after = Held(state, _depends(road, before.objects, state))
        found.append(way_back(road, before, after))
        before = after
    return found


def _inside(objects: Mapping[Address, Object], database: Address) -> dict[Address, Object]:
    return {address: value for address, value in objects.items() if is_of_revisions(address, database)}


def way_back(road: Road, before: Held, after: Held) -> WayBack:
    """The plan of the reverse direction, from what a revision led to; or why there is none."""
    back = plan_back(road, before, after)
    errors = [item for item in back.diagnostics if item.severity is Severity.ERROR]
    if errors:
        return WayBack(None, f"{errors[0].summary}: {errors[0].detail}")
    steps = steps_of_revisions(back.steps, road.database)
    return WayBack([stage for stage in stages(steps) if stage.steps])


def plan_back(road: Road, before: Held, after: Held) -> Plan:
    """Everything in the database that was not there before goes."""
    there = {
        place: _usual(value) if place not in after.objects else value
        for place, value in before.objects.items()
    }
    moved = tuple(
        (change.address, change.moved_from)
        for change in road.changes
        if change.moved_from is not None and change.address in after.objects and change.moved_from in there
    )
    desired = Desired(
        stack="downgrade", objects=there, moved=moved, delete_unmanaged=frozenset({road.database})
    )
    observed = Observed(
        objects=after.objects,
        depends={**before.depends, **after.depends},
        server_versions={road.database: road.server_version},
    )
    return make_plan(desired, observed)


def _usual(value: Object) -> Object:
    """What is made anew doesn't name the access method that everybody has."""
    if isinstance(value, Table) and value.access_method == "heap":
        return replace(value, access_method=UNSET)
    return value


def _depends(
    road: Road, before: Mapping[Address, Object], after: Mapping[Address, Object]
) -> dict[Address, tuple[Address, ...]]:
    """What uses what after a revision: as observed for what it leaves alone, by names for what it makes or changes."""
    observed = Observed(objects=after, server_versions={road.database: road.server_version})
    world = World(
        Desired(stack="", objects=after),
        observed,
        after,
        {},
        names=index_names(after),
        parts=index_parts(after),
    )
    found = {place: used for place, used in road.depends.items() if place in after}
    for place, value in after.items():
        if before.get(place) != value:
            used = dependencies(world, place, value)
            found[place] = tuple(dict.fromkeys(item for item in used if item != place and item in after))
    return found


def _fingerprint(road: Road, cut: Sequence[Stage]) -> str:
    """The same wherever the database is: a throwaway one has another name each time."""
    here = road.database
    before = {place.moved(here, _SOMEWHERE): value for place, value in _inside(road.before, here).items()}
    done = [
        (str(step.address.moved(here, _SOMEWHERE)), step.operation) for stage in cut for step in stage.steps
    ]
    return fingerprint([state_fingerprint(before), done])[:16]
