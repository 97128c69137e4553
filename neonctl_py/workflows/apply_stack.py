"""Apply a stack: plan, ask, do, and plan again to prove that nothing is left.

Never here: how anybody is asked or told.
"""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from neonctl_py.apply.executor import Execution, execute
from neonctl_py.apply.gate import check_allowed_names, check_gate
from neonctl_py.apply.journal import Run, note_run
from neonctl_py.apply.patience import Patience
from neonctl_py.apply.turn import Turn
from neonctl_py.errors import NeonpyError, PostgresError, StalePlanError
from neonctl_py.model.address import Address
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan_file import check_fresh
from neonctl_py.plan.undo import undo_of
from neonctl_py.report.apply_report import ApplyReport, Kept, StepDone
from neonctl_py.report.events import StepFinished, StepProgress
from neonctl_py.workflows.catalog_watch import CatalogWatch
from neonctl_py.workflows.connecting import database_url, plain_postgres_url
from neonctl_py.workflows.early_sessions import EarlySessions
from neonctl_py.workflows.observe_world import needs_neon
from neonctl_py.workflows.plan_stack import neon_client, plan_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from neonctl_py.apply.passwords import PasswordSource
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.rehearsal import Rehearsal
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.plan_file import PlanFile
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.report.events import Event
    from neonctl_py.report.rehearsal_report import RehearsalReport
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.observe_world import Sessions
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.plan_stack import Memory, Planned, PlanRequest


if TYPE_CHECKING:
    Rehearses = Callable[[Rehearsal, Callable[[Event], None]], RehearsalReport]
    """How a plan is tried, for who wants that."""

_STALE_PLANS = 3
"""How often a world that does not keep still is planned again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """``agree`` is called with the plan before anything is changed and raises RefusedError when the answer is no.
    ``rehearse`` is called with what may be done and the way to try it, and raises when it must not be done, either. ``allowed``: hazards by name. ``saved``: the plan file that must still hold.
    """

    agree: Callable[[Planned], None]
    allowed: tuple[str, ...] = ()
    rehearse: Callable[[Planned, Rehearses], None] | None = None
    saved: PlanFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """How an apply is done. ``passwords`` takes those of new roles, ``listen`` every event, ``origin`` is for the journal, ``memory`` gets
    the last plan. ``patience`` with locks. ``wait``: seconds for another neonpy that is changing a database. ``sessions``: those that the first plan is made
    with; then ``watch`` has noted what they read.
    """

    passwords: PasswordSource
    listen: Callable[[Event], None]
    origin: Origin | None = None
    patience: Patience | None = None
    memory: Memory | None = None
    wait: float | None = None
    sessions: Sessions | None = None
    watch: CatalogWatch = field(default_factory=CatalogWatch)


def apply_stack(
    desired: Desired,
    access: NeonAccess,
    request: PlanRequest,
    consent: Consent,
    doing: Doing,
) -> ApplyReport:
    """Make the world what the stack says (or remove it: ``request.destroy``). Raises RefusedError before any change when the
    plan is stale, not allowed or not agreed to, and the first failure of a step after everything has come to rest.
    """
    check_allowed_names(consent.allowed, [hazard.value for hazard in Hazard])
    with neon_client(desired, access) as client:
        applying = _Applying(client, desired, request, consent, doing)
        try:
            report, left = applying.run()
        finally:
            for session in applying.left.values():
                session.close()
    if doing.memory is not None and not needs_neon(desired):
        doing.memory.keep(left.plan, left.world.databases)
    return report


@dataclass(slots=True)
class _Applying:
    """One command."""

    client: NeonClient | None
    desired: Desired
    request: PlanRequest
    consent: Consent
    doing: Doing
    done: list[StepDone] = field(default_factory=list)
    rounds: list[Plan] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    seconds: float = 0.0
    stale: int = 0
    agreed_to: Plan | None = None
    left: dict[Address, Connection] = field(default_factory=dict)

    def run(self) -> tuple[ApplyReport, Planned]:
        """Rounds until nothing is left that can be done. Gives the last plan, too."""
        left = self._planned(self.doing.sessions or EarlySessions(self.doing.watch.note))
        if self.consent.saved is not None:
            check_fresh(self.consent.saved, left.plan)
        while True:
            planned = left
            if not self._is_agreed(planned):
                break
            started = time.monotonic()
            moved = self._execute(planned)
            left = self._planned_anew() if moved else self._planned_again()
            self.seconds += time.monotonic() - started
            if moved:
                continue
            self.rounds.append(planned.plan)
            # once more when this gave a branch its compute: only then can anybody look into its databases
            if not planned.world.unread or left.world.unread or left.plan.is_empty:
                break
        plan = _together(self.rounds) if self.rounds else planned.plan
        report = ApplyReport(
            plan=plan, done=tuple(self.done), left=left.plan, seconds=self.seconds, kept=tuple(self.kept)
        )
        return report, left

    def _is_agreed(self, planned: Planned) -> bool:
        """Is there anything to do, and may it be done? A plan that comes out the same again needs no second word."""
        if self._is_same(planned.plan):
            return True
        self.consent.agree(planned)
        if planned.plan.is_empty:
            return False
        check_gate(planned.plan, self.consent.allowed)
        if self.consent.rehearse is not None:
            self.consent.rehearse(planned, partial(self._rehearsed, planned))
        return True

    def _is_same(self, plan: Plan) -> bool:
        """Asked of a second plan only: a fingerprint is taken of all that there is."""
        return self.agreed_to is not None and plan.fingerprint == self.agreed_to.fingerprint

    def _rehearsed(
        self, planned: Planned, wanted: Rehearsal, listen: Callable[[Event], None]
    ) -> RehearsalReport:
        from neonctl_py.workflows.rehearse import rehearse  # noqa: PLC0415  most applies need none of it

        return rehearse(self.client, planned, self.request, wanted, listen)

    def _execute(self, planned: Planned) -> bool:
        """Has the world moved meanwhile? Then what was not begun is left for another plan."""
        is_same = self._is_same(planned.plan)
        self.agreed_to = planned.plan
        done: list[StepDone] = []
        execution = self._execution(planned, _recording(done, self.doing.listen), is_checked=not is_same)
        try:
            with _located(self.desired):
                execute(planned.plan, execution)
            self._note_elsewhere(planned, execution)
        except StalePlanError as error:
            self.stale += 1
            if self.consent.saved is not None or self.stale > _STALE_PLANS:
                raise
            self.rounds += _part_of(planned.plan, done)
            place = planned.plan.steps[0].address.container("project") or planned.plan.steps[0].address
            self.doing.listen(StepProgress(place, f"{error.summary}: planning again ({error.detail})"))
            return True
        finally:
            self.done += done
        return False

    def _execution(self, planned: Planned, listen: Callable[[Event], None], *, is_checked: bool) -> Execution:
        ids = dict(planned.world.observed.ids)
        watch, patience = self.doing.watch, Turn().patience
        if self.doing.wait is not None:
            patience = replace(patience, total=self.doing.wait)
        origin = self.doing.origin
        return Execution(
            client=self.client,
            ids=ids,
            url_of=lambda address: _url_of(self.client, planned, ids, address),
            passwords=self.doing.passwords,
            listen=listen,
            run=_journal_entry(planned.plan, origin, self.id) if origin is not None else None,
            turn_of=lambda database: Turn(patience, check=watch.check_of(database) if is_checked else None),
            patience=self.doing.patience or Patience(),
            kept=self.kept,
            undo=undo_of(planned.plan, planned.world.observed.objects) if origin is not None else None,
            left=self.left,
        )

    def _note_elsewhere(self, planned: Planned, execution: Execution) -> None:
        """What only the API was asked for is noted in a database of that project, for whoever takes it back."""
        projects = {step.address.container("project") for step in planned.plan.steps}
        projects -= {place.container("project") for place in execution.entered}
        for project in sorted(item for item in projects if item is not None):
            there = sorted(place for place in planned.world.databases if place.is_within(project))
            database = next((place for place in there if place in planned.world.observed.objects), None)
            run = execution.run_in(database) if database is not None else None
            if database is None or run is None:
                continue
            try:
                note_run(execution.url_of(database), run)
            except NeonpyError as error:
                execution.tell(StepProgress(database, f"no journal is kept here: {error.summary}"))

    def _planned(self, sessions: Sessions | None) -> Planned:
        return plan_with(self.client, self.desired, self.request, sessions)

    def _planned_anew(self) -> Planned:
        """For another try."""
        self.doing.watch.begin_anew()
        return self._planned(EarlySessions(self.doing.watch.note, left=self.left))

    def _planned_again(self) -> Planned:
        """To prove that nothing is left."""
        memory = self.doing.memory
        if memory is None or needs_neon(self.desired):
            return self._planned_anew()
        sessions = EarlySessions(beside=memory.note_beside, left=self.left)
        # most likely nothing is, and that will be remembered
        return plan_with(self.client, self.desired, self.request, sessions, was_read=memory.look_again)


@contextmanager
def _located(desired: Desired) -> Iterator[None]:
    """A step that the database refuses was written somewhere: in the stack, at this file, line and column."""
    try:
        yield
    except PostgresError as error:
        span = _written_at(desired, error.address) if error.address else None
        if span is not None:
            error.detail = f"{span}\n{error.detail}"
        raise


def _written_at(desired: Desired, address: str) -> Span | None:
    place: Address | None = Address.parse(address)
    while place is not None and place not in desired.spans:
        place = place.parent
    return desired.spans[place] if place is not None else None


def _together(rounds: Sequence[Plan]) -> Plan:
    """One plan for the report: what all rounds have changed."""
    changes = tuple(change for plan in rounds for change in plan.changes)
    steps = tuple(step for plan in rounds for step in plan.steps)
    return replace(rounds[0], changes=changes, steps=steps)


def _recording(done: list[StepDone], listen: Callable[[Event], None]) -> Callable[[Event], None]:
    def heard(event: Event) -> None:
        if isinstance(event, StepFinished):
            done.append(StepDone(event.address, event.what, event.seconds))
        listen(event)

    return heard


def _part_of(plan: Plan, done: Sequence[StepDone]) -> list[Plan]:
    """What of a plan was done before it turned out to be stale."""
    places = {step.address for step in done}
    if not places:
        return []
    changes = tuple(change for change in plan.changes if change.address in places)
    return [replace(plan, changes=changes, steps=tuple(s for s in plan.steps if s.address in places))]


def _journal_entry(plan: Plan, origin: Origin, apply: str) -> Run:
    return Run(
        who=origin.who,
        command=origin.command,
        stack=plan.stack,
        commit=origin.commit,
        plan_fingerprint=plan.fingerprint,
        apply=apply,
        reverts=origin.reverts,
    )


def _url_of(client: NeonClient | None, planned: Planned, ids: dict[Address, str], address: Address) -> Secret:
    """Of a database, or of a plain server by its project's address."""
    desired, observed = planned.world.desired, planned.world.observed
    if address.kind == "project":
        return plain_postgres_url(desired, address)
    return database_url(client, desired, observed, address, ids=ids)
