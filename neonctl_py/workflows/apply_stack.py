"""Apply a stack: plan, ask, do, and plan again to prove that nothing is left.

Never here: how anybody is asked or told.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.apply.executor import Execution, execute
from neonctl_py.apply.gate import check_allowed_names, check_gate
from neonctl_py.apply.journal import Run
from neonctl_py.apply.patience import Patience
from neonctl_py.errors import PostgresError
from neonctl_py.model.address import Address
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan_file import check_fresh
from neonctl_py.report.apply_report import ApplyReport, StepDone
from neonctl_py.report.events import StepFinished
from neonctl_py.workflows.connecting import database_url, plain_postgres_url
from neonctl_py.workflows.early_sessions import EarlySessions
from neonctl_py.workflows.observe_world import needs_neon
from neonctl_py.workflows.plan_stack import neon_client, plan_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from neonctl_py.apply.passwords import PasswordSource
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.plan_file import PlanFile
    from neonctl_py.report.events import Event
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.observe_world import Sessions
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.plan_stack import Memory, Planned, PlanRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """``agree`` is called with the plan before anything is changed and raises RefusedError when the answer is no.
    ``allowed``: hazards by name. ``saved``: the plan file that must still hold.
    """

    agree: Callable[[Planned], None]
    allowed: tuple[str, ...] = ()
    saved: PlanFile | None = None


def apply_stack(
    desired: Desired,
    access: NeonAccess,
    request: PlanRequest,
    consent: Consent,
    *,
    passwords: PasswordSource,
    listen: Callable[[Event], None],
    origin: Origin | None = None,
    patience: Patience | None = None,
    memory: Memory | None = None,
    sessions: Sessions | None = None,
) -> ApplyReport:
    """Make the world what the stack says (or remove it: ``request.destroy``). Raises RefusedError before any change when the
    plan is stale, not allowed or not agreed to, and the first failure of a step after everything has come to rest. ``memory``
    gets the last plan. ``sessions``: those that the first one is made with.
    """
    check_allowed_names(consent.allowed, [hazard.value for hazard in Hazard])
    done: list[StepDone] = []
    rounds: list[Plan] = []
    was_unread = False
    seconds = 0.0
    with neon_client(desired, access) as client:
        left = plan_with(client, desired, request, sessions)
        if consent.saved is not None:
            check_fresh(consent.saved, left.plan)
        # a second round when the first gave a branch its compute: only then can anybody look into its databases
        while not rounds or (left.world.unread == () and was_unread and not left.plan.is_empty):
            planned, was_unread = left, bool(left.world.unread)
            rounds.append(planned.plan)
            consent.agree(planned)
            if planned.plan.is_empty:
                break
            check_gate(planned.plan, consent.allowed)
            started = time.monotonic()
            with _located(desired):
                execute(
                    planned.plan,
                    _execution(
                        client, planned, passwords, _recording(done, listen), origin=origin, patience=patience
                    ),
                )
            left = plan_with(client, desired, request, EarlySessions(memory.note) if memory else None)
            seconds += time.monotonic() - started
    if memory is not None and not needs_neon(desired):
        memory.keep(left.plan, left.world.databases)
    return ApplyReport(plan=_together(rounds), done=tuple(done), left=left.plan, seconds=seconds)


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


def _execution(
    client: NeonClient | None,
    planned: Planned,
    passwords: PasswordSource,
    listen: Callable[[Event], None],
    *,
    origin: Origin | None,
    patience: Patience | None,
) -> Execution:
    ids = dict(planned.world.observed.ids)
    return Execution(
        client=client,
        ids=ids,
        url_of=lambda address: _url_of(client, planned, ids, address),
        passwords=passwords,
        listen=listen,
        run=_journal_entry(planned.plan, origin) if origin is not None else None,
        patience=patience or Patience(),
    )


def _journal_entry(plan: Plan, origin: Origin) -> Run:
    return Run(
        who=origin.who,
        command=origin.command,
        stack=plan.stack,
        commit=origin.commit,
        plan_fingerprint=plan.fingerprint,
    )


def _url_of(client: NeonClient | None, planned: Planned, ids: dict[Address, str], address: Address) -> Secret:
    """Of a database, or of a plain server by its project's address."""
    desired, observed = planned.world.desired, planned.world.observed
    if address.kind == "project":
        return plain_postgres_url(desired, address)
    return database_url(client, desired, observed, address, ids=ids)
