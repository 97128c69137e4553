"""Rehearse a plan: its catalog steps, done by the same executor on something that stands in for the target, and planned again.

The target is only read. Never here: how a stand-in is had (rehearsal_branch, rehearsal_server).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from neonctl_py.apply.executor import Execution, execute
from neonctl_py.apply.meter import Meter
from neonctl_py.apply.passwords import NoPasswords
from neonctl_py.diagnostics import Severity
from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.state import Desired
from neonctl_py.plan.elsewhere import Elsewhere
from neonctl_py.plan.inherit import COPIED
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.steps import NeonStep, SafetyStep, Step
from neonctl_py.report.events import Event, StepFailed, StepFinished, StepProgress
from neonctl_py.report.rehearsal_report import Failure, RehearsalReport, Rehearsed, StepMeasured
from neonctl_py.workflows.connecting import database_url, is_plain_postgres, plain_postgres_url
from neonctl_py.workflows.plan_stack import PlanRequest, neon_client, plan_with
from neonctl_py.workflows.rehearsal_branch import throwaway_branch
from neonctl_py.workflows.rehearsal_server import ELSEWHERE, throwaway_server
from neonctl_py.workflows.targets import target_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.rehearsal import Rehearsal
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.plan_stack import Planned

Listen = Callable[[Event], None]


def rehearse_plan(
    planned: Planned, access: NeonAccess, request: PlanRequest, wanted: Rehearsal, listen: Listen
) -> RehearsalReport:
    """As ``rehearse``, with a client of its own."""
    with neon_client(planned.world.desired, access) as client:
        return rehearse(client, planned, request, wanted, listen)


def rehearse(
    client: NeonClient | None, planned: Planned, request: PlanRequest, wanted: Rehearsal, listen: Listen
) -> RehearsalReport:
    """Try every step that can be tried, one stand-in after the other. ``listen`` hears of the steps under the addresses of the target.
    What fails is in the report; raises NeonpyError only where there can be no stand-in at all.
    """
    errors = [item for item in planned.plan.diagnostics if item.severity is Severity.ERROR]
    if errors:
        raise RefusedError(
            "what is refused can't be rehearsed", detail="\n".join(str(item) for item in errors)
        )
    tried: list[tuple[Address, Step]] = []
    left_out: list[tuple[Address, str]] = []
    for step in planned.plan.steps:
        home = _home(planned.world.desired, step.address)
        why = _why_not(planned, home, step)
        if why or home is None:
            left_out.append((step.address, why or "it is in no database"))
        else:
            tried.append((home, step))
    places = []
    for home, pairs in groupby(sorted(tried, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        one = _One(client, planned, request, wanted, listen, home, tuple(step for _, step in pairs))
        places.append(one.rehearsed())
        if not places[-1].has_passed:
            break
    return RehearsalReport(places=tuple(places), left_out=tuple(left_out))


def failed(report: RehearsalReport) -> RefusedError:
    """What to raise where nothing may follow a rehearsal that failed."""
    place = report.places[-1]
    return RefusedError("the rehearsal failed", detail=failure_text(place), hint=failure_hint(place))


def failure_text(place: Rehearsed) -> str:
    """What failed, and that nothing was touched."""
    untouched = f"Nothing of {place.place} was touched."
    if place.failure is not None:
        parts = (place.failure.summary, place.failure.detail, untouched)
        return "\n".join(part for part in parts if part)
    listed = "\n".join(f"    {address}" for address in place.left[:10])
    return f"Planned again on {place.on}, there was still something to do:\n{listed}\n{untouched}"


def failure_hint(place: Rehearsed) -> str:
    """What to do about it."""
    return place.failure.hint if place.failure is not None else ""


def _home(desired: Desired, address: Address) -> Address | None:
    return address.container("project" if is_plain_postgres(desired, address) else "branch")


def _why_not(planned: Planned, home: Address | None, step: Step) -> str:
    """Why a step can't be tried; "" when it can."""
    if step.address.kind in ELSEWHERE:
        return "it would connect to another server"
    if isinstance(step, SafetyStep):
        return "nothing has to be kept of a throwaway"
    if isinstance(step, NeonStep) and step.address.kind not in ("role", "database"):
        return "a change through the API can't be tried on a branch"
    if home is not None and home.kind == "branch" and home not in planned.world.observed.ids:
        return f"{home} does not exist yet, so there is nothing to try it on"
    return ""


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where it is tried: ``desired`` there, how to reach its databases, and what is there by the platform's ids."""

    name: str
    data: str
    compute: str
    elsewhere: Elsewhere
    desired: Desired
    url_of: Callable[[Address], Secret]
    ids: dict[Address, str]


@dataclass(frozen=True, slots=True)
class _One:
    """The rehearsal of one branch or server."""

    client: NeonClient | None
    planned: Planned
    request: PlanRequest
    wanted: Rehearsal
    listen: Listen
    home: Address
    steps: tuple[Step, ...]

    def rehearsed(self) -> Rehearsed:
        """Whatever happens, nothing stays of the stand-in."""
        started = time.monotonic()
        found = self._on_a_branch() if self.home.kind == "branch" else self._on_a_server()
        return replace(found, seconds=time.monotonic() - started)

    def _on_a_branch(self) -> Rehearsed:
        client, world = self.client, self.planned.world
        if client is None:
            raise RefusedError("a branch can't be rehearsed without the Neon API", detail=str(self.home))
        with throwaway_branch(client, world.observed, self.home, self.wanted, self._tell) as branch:
            project = self.home.parent or self.home
            elsewhere = Elsewhere(self.home, project.child("branch", branch.name))
            desired = _desired_there(world.desired, elsewhere, world.observed.ids[project])
            ids = {project: world.observed.ids[project], elsewhere.new: branch.branch_id}
            observed = replace(
                world.observed, objects=elsewhere.mapping(world.observed.objects), ids=ids, renamed={}
            )
            stage = _Stage(
                branch.name,
                self.wanted.data,
                branch.compute,
                elsewhere,
                desired,
                lambda place: database_url(client, desired, observed, place, ids=ids),
                ids,
            )
            return self._staged(stage)

    def _on_a_server(self) -> Rehearsed:
        if self.request.throwaway is None:
            raise RefusedError("there is no throwaway Postgres to rehearse on", detail=str(self.home))
        self._tell("builds its catalog in a throwaway Postgres on this machine, without any rows")
        world = self.planned.world
        with throwaway_server(world.observed, world.desired, self.home, self.request.throwaway) as url:
            elsewhere = Elsewhere(self.home, self.home)
            desired = replace(
                world.desired,
                objects=elsewhere.mapping(world.desired.objects),
                removed=elsewhere.all(world.desired.removed),
                moved=tuple(pair for pair in world.desired.moved if elsewhere.has(pair[1])),
                pinned_ids={},
                connection_urls={self.home: url},
            )
            stage = _Stage(
                "a throwaway Postgres",
                "none",
                "",
                elsewhere,
                desired,
                lambda place: plain_postgres_url(
                    desired, self.home, None if place == self.home else place.name[0]
                ),
                {},
            )
            return self._staged(stage)

    def _staged(self, stage: _Stage) -> Rehearsed:
        """Do the steps there, then plan again."""
        meters: dict[Address, Meter] = {}
        heard: list[Event] = []
        failure: Failure | None = None
        left: tuple[Address, ...] = ()
        execution = Execution(
            client=self.client,
            ids=stage.ids,
            url_of=stage.url_of,
            passwords=NoPasswords(),
            listen=lambda event: self._hear(event, stage.elsewhere, heard),
            meter_of=lambda place: meters.setdefault(place, Meter(stage.url_of(place))),
        )
        steps = tuple(stage.elsewhere.step(step) for step in self.steps)
        try:
            execute(Plan(stack=self.planned.plan.stack, changes=(), steps=steps), execution)
            left = self._left(stage)
        except NeonpyError as error:
            failure = self._failure(error, stage, heard)
        return Rehearsed(
            place=self.home,
            on=stage.name,
            data=stage.data,  # type: ignore[arg-type]  # one of the words by construction
            seconds=0.0,
            steps=tuple(_measured(stage.elsewhere, meters, heard)),
            failure=failure,
            left=left,
            compute=stage.compute,
        )

    def _left(self, stage: _Stage) -> tuple[Address, ...]:
        """What a plan still finds to do there, of what can be tried at all."""
        request = PlanRequest(targets=tuple(self._targets(stage)), throwaway=self.request.throwaway)
        if self.request.destroy:
            return ()
        plan = plan_with(self.client, stage.desired, request).plan
        there = [change.address for change in plan.changes] + [step.address for step in plan.revisions]
        return tuple(
            stage.elsewhere.back(address)
            for address in there
            if address.kind not in ELSEWHERE and _is_of_the_catalog(address, stage.elsewhere.new)
        )

    def _targets(self, stage: _Stage) -> Iterator[str]:
        for target in target_addresses(self.planned.world.desired, self.request.targets):
            if target.is_within(self.home) and target != self.home:
                yield str(stage.elsewhere.place(target))

    def _failure(self, error: NeonpyError, stage: _Stage, heard: Sequence[Event]) -> Failure:
        lost = next((event for event in reversed(heard) if isinstance(event, StepFailed)), None)
        stand_in, meant = str(stage.elsewhere.new), str(self.home)
        return Failure(
            summary=error.summary,
            detail=error.detail.replace(stand_in, meant),
            hint=error.hint.replace(stand_in, meant),
            address=lost.address if lost is not None else None,
            operation=lost.what if lost is not None else "",
        )

    def _hear(self, event: Event, elsewhere: Elsewhere, heard: list[Event]) -> None:
        told = replace(event, address=elsewhere.back(event.address))
        heard.append(told)
        self.listen(told)

    def _tell(self, text: str) -> None:
        self.listen(StepProgress(self.home, text))


def _measured(
    elsewhere: Elsewhere, meters: dict[Address, Meter], heard: Sequence[Event]
) -> Iterator[StepMeasured]:
    """In the order in which they ended; what no meter saw (the API, revisions) has its seconds."""
    known: dict[tuple[Address, str], list[StepMeasured]] = {}
    for meter in meters.values():
        for step in meter.measured:
            place = elsewhere.back(step.address)
            known.setdefault((place, step.operation), []).append(replace(step, address=place))
    for event in heard:
        if isinstance(event, StepFinished):
            found = known.get((event.address, event.what))
            yield (
                found.pop(0)
                if found
                else StepMeasured(address=event.address, operation=event.what, seconds=event.seconds)
            )


def _desired_there(desired: Desired, elsewhere: Elsewhere, project_id: str) -> Desired:
    """Only the catalog of the branch, under the branch that stands in for it."""
    project, branch = elsewhere.old.parent or elsewhere.old, elsewhere.new
    objects = {
        place: value
        for place, value in elsewhere.mapping(desired.objects).items()
        if _is_of_the_catalog(place, branch)
    }
    return Desired(
        stack=desired.stack,
        objects={
            project: desired.objects[project],
            branch: Branch(),
            branch.child("compute"): Compute(implied=True),
            **objects,
        },
        spans=elsewhere.mapping(desired.spans),
        external=frozenset(elsewhere.all(desired.external)),
        removed=elsewhere.all(desired.removed),
        moved=tuple(
            (elsewhere.place(old), elsewhere.place(new))
            for old, new in desired.moved
            if elsewhere.has(new) and new != elsewhere.old
        ),
        delete_unmanaged=frozenset(elsewhere.all(desired.delete_unmanaged)),
        open_parts=frozenset(
            (elsewhere.place(place), kind) for place, kind in desired.open_parts if elsewhere.has(place)
        ),
        declarations=elsewhere.mapping(desired.declarations),
        pinned_ids={project: project_id},
        folder=desired.folder,
    )


def _is_of_the_catalog(address: Address, home: Address) -> bool:
    """Is it, or what holds it, a role or a database of that branch or server?"""
    child: Address | None = address
    while child is not None:
        if child.parent == home:
            return child.kind in COPIED
        child = child.parent
    return False
