"""Plan a stack: what would change, changing nothing."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.migration_records import migration_records
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.consents import with_consents
from neonctl_py.plan.monitored import with_monitored
from neonctl_py.plan.steps import NeonStep
from neonctl_py.stack.migration_paths import has_reviewed
from neonctl_py.workflows.branch_scope import on_branches, on_places
from neonctl_py.workflows.grade_losses import graded
from neonctl_py.workflows.observe_world import needs_neon, observe_world
from neonctl_py.workflows.targets import require_targets, target_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.observe_world import Sessions, World
    from neonctl_py.workflows.throwaway import OpensThrowaway


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What part of a stack is planned, in the user's words. ``destroy``: its removal instead. ``assume_small``: every table takes the
    plain form. ``places``: these branches by address, instead of ``branches`` by name in every project. ``contract``: with the
    second half of what is done in two. ``throwaway`` opens a Postgres on which revisions are tried; None: they are not. ``now`` is what the plan takes for the present. ``prices_file``: a price list of the user's own.
    """

    targets: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    places: tuple[Address, ...] = ()
    destroy: bool = False
    assume_small: bool = False
    contract: bool = False
    throwaway: OpensThrowaway | None = field(default=None, compare=False)
    now: datetime | None = None
    prices_file: Path | None = None

    @property
    def moment(self) -> datetime:
        """The present, in UTC."""
        return self.now or datetime.now(UTC)

    @classmethod
    def of(
        cls,
        targets: Sequence[str] | None,
        branches: Sequence[str] | None,
        *,
        destroy: bool = False,
        assume_small: bool = False,
        contract: bool = False,
        throwaway: OpensThrowaway | None = None,
        prices_file: Path | None = None,
    ) -> PlanRequest:
        """From options that may be absent."""
        return cls(
            targets=tuple(targets or ()),
            branches=tuple(branches or ()),
            destroy=destroy,
            assume_small=assume_small,
            contract=contract,
            throwaway=throwaway,
            prices_file=prices_file,
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan with both states that it was made from."""

    plan: Plan
    world: World


class Memory(Protocol):
    """Remembers plans that found nothing to do."""

    def note(self, connection: Connection, database: Address, /) -> None:
        """Called before a database is read."""
        ...

    def note_beside(self, url: Secret, database: Address, /) -> None:
        """Called while a database is about to be read in another session."""
        ...

    def look_again(self, databases: frozenset[Address], /) -> None:
        """Called when these databases were read."""
        ...

    def keep(self, plan: Plan, databases: frozenset[Address], /) -> None:
        """Called with what was made from these databases."""
        ...


def plan_stack(
    desired: Desired, access: NeonAccess, request: PlanRequest, sessions: Sessions | None = None
) -> Planned:
    """Observe and plan. Raises NeonpyError when anything could not be read: a plan is never made from a part."""
    with neon_client(desired, access) as client:
        return plan_with(client, desired, request, sessions)


def plan_with(
    client: NeonClient | None,
    desired: Desired,
    request: PlanRequest,
    sessions: Sessions | None = None,
    *,
    was_read: Callable[[frozenset[Address]], None] = lambda _: None,
) -> Planned:
    """As ``plan_stack``, on a client that is open. ``was_read`` is called when nothing more is read."""
    targets = target_addresses(desired, request.targets)
    if request.assume_small:
        homes = (place for place in desired.objects if place.kind == "project")
        desired = replace(desired, online=dict.fromkeys(homes, "never"))
    scope = (
        on_places(desired, client, request.places)
        if request.places
        else on_branches(desired, client, request.branches)
    )
    world = observe_world(scope.desired, client, scope.account, sessions)
    was_read(world.databases)
    records = _records(world)
    world = replace(
        world, desired=replace(world.desired, external=world.desired.external | frozenset(records))
    )
    require_targets(targets, (*world.desired.objects, *world.observed.objects))
    if client is not None:
        world = replace(world, observed=replace(world.observed, api_reads=client.reads))
    plan = make_plan(
        with_monitored(world.desired, world.observed),
        world.observed,
        targets=targets,
        branches=scope.branches,
        destroy=request.destroy,
        contract=request.contract,
    )
    if not request.destroy and has_reviewed(world.desired):
        from neonctl_py.workflows.reviewed_plan import reviewed_plan  # noqa: PLC0415  brings Alembic along

        plan = reviewed_plan(plan, client, world, (*targets, *scope.branches), request.throwaway)
    if not request.destroy:  # whoever takes all of it down says so on the spot
        plan = with_consents(plan, world.desired.consents, request.moment.date().isoformat())
    plan = graded(plan, client, world, request.moment)
    if any(isinstance(step, NeonStep) for step in plan.steps):
        from neonctl_py.workflows.estimate_cost import with_cost  # noqa: PLC0415  most plans need no prices

        plan = with_cost(plan, world, request.prices_file)
    told = tuple(_unread(branch) for branch in world.unread)
    listed = tuple((place, tool) for place, tool in sorted(records.items()) if place.kind == "table")
    return Planned(replace(plan, diagnostics=(*plan.diagnostics, *told), records=listed), world)


def _records(world: World) -> dict[Address, str]:
    """What other tools note in tables of theirs, unless the stack declares these."""
    found = migration_records(world.observed.objects)
    declared = world.desired
    return {
        place: tool
        for place, tool in found.items()
        if place not in declared.objects and place not in (*declared.external, *declared.removed)
    }


def _unread(branch: Address) -> Diagnostic:
    return Diagnostic(
        Severity.WARNING,
        "NP301",
        "a branch has no compute yet",
        "Nobody can look into its databases without one, so they are planned when it has one: apply makes it first, and"
        " then shows the second plan.",
        address=str(branch),
    )


def neon_client(desired: Desired, access: NeonAccess) -> AbstractContextManager[NeonClient | None]:
    """A client when the stack has anything on Neon; no key is needed otherwise."""
    return access.client() if needs_neon(desired) else nullcontext()
