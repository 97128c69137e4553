"""Do what the plan says: its steps in their order, independent projects side by side.

Whether it may be done was decided before (gate); how one step is done is known by neon_steps and sql_steps. Never here:
a decision about the world.
"""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.apply.patience import Patience
from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.apply.turn import Turn
from neonctl_py.errors import InternalError, NeonpyError, StalePlanError
from neonctl_py.plan.steps import NeonStep, RevisionStep, SafetyStep, SqlStep, Step
from neonctl_py.plan.undo import to_document
from neonctl_py.report.apply_report import Kept, StepDone
from neonctl_py.report.events import StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping, Sequence

    from neonctl_py.apply.journal import Run
    from neonctl_py.apply.meter import Meter
    from neonctl_py.apply.passwords import PasswordSource
    from neonctl_py.apply.revisions import MigrationReport
    from neonctl_py.apply.sql_steps import SqlReport
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.undo import Undo
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.report.events import Event

PROJECTS_AT_ONCE = 4


@dataclass(slots=True, kw_only=True)
class Execution:
    """What an apply works with. ``url_of`` gives the direct connection of a database (or of a plain server, by the address
    of its project) at the moment when it is needed: what it leads to may have been made a second ago. ``ids`` are the
    platform's, kept up to date. ``run`` is what the journal of each changed database notes; None keeps none. ``turn_of`` says how a database is waited for,
    and what must hold when its first step is about to be done; ``meter_of`` measures its steps. ``patience`` with locks. ``listen`` hears every event,
    one at a time. ``kept``: what was kept of branches so far. ``undo``: what is about to be changed.
    """

    client: NeonClient | None
    ids: MutableMapping[Address, str]
    url_of: Callable[[Address], Secret]
    passwords: PasswordSource
    listen: Callable[[Event], None]
    run: Run | None = None
    patience: Patience = field(default_factory=Patience)
    turn_of: Callable[[Address], Turn] = field(default=lambda _: Turn())
    meter_of: Callable[[Address], Meter] | None = None
    kept: list[Kept] = field(default_factory=list)
    undo: Undo | None = None
    done: list[StepDone] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    entered: set[Address] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)
    left: dict[Address, Connection] | None = None
    """Sessions that the last steps of a project were done in, for whoever looks at their work; None: nobody wants them."""

    def tell(self, event: Event) -> None:
        """One event at a time, whichever thread it comes from."""
        with self.lock:
            self.listen(event)

    def run_in(self, database: Address, *, is_written: bool = False) -> Run | None:
        """What the journal of that database notes. ``is_written``: by a revision, which knows its own way back."""
        if self.run is None or self.undo is None or is_written:
            return self.run
        changes = json.dumps(
            to_document(self.undo.within(database)), separators=(",", ":"), ensure_ascii=False
        )
        kept = [
            {
                "branch": str(item.branch),
                "kind": item.kind,
                "name": item.name,
                "id": item.id,
                "until": item.until,
            }
            for item in self.kept
            if item.branch.container("project") == database.container("project")
        ]
        return replace(self.run, changes=changes, kept=json.dumps(kept))

    def turn(self, database: Address) -> Turn:
        """What is checked is checked once: afterwards the changes are ours."""
        turn = replace(self.turn_of(database), stop=self.stop)
        return replace(turn, check=None) if database in self.entered else turn


def execute(plan: Plan, execution: Execution) -> tuple[StepDone, ...]:
    """Run every step. The first failure of a project ends that project; the others finish what they began.

    Raises the first failure (NeonpyError) after everything has come to rest; what was done stays done, and the same
    command goes on from there.
    """
    execution.numbers = {id(step): number for number, step in enumerate(plan.steps, 1)}
    projects = [list(steps) for _, steps in groupby(plan.steps, key=_project)]
    if len(projects) == 1:
        _run_project(projects[0], execution)
        return tuple(execution.done)
    with ThreadPoolExecutor(PROJECTS_AT_ONCE) as pool:
        futures = [pool.submit(_run_project, steps, execution) for steps in projects]
        try:
            failures = [error for future in futures if (error := future.exception()) is not None]
        except KeyboardInterrupt:
            execution.stop.set()  # every project stops at its next step
            raise
    if failures:
        raise min(failures, key=lambda error: isinstance(error, StalePlanError))
    return tuple(execution.done)


def _project(step: Step) -> str:
    return str(step.address.container("project"))


def _run_project(steps: Sequence[Step], execution: Execution) -> None:
    batches = [(*key, list(batch)) for key, batch in groupby(steps, key=_batch)]
    for number, (database, is_written, batch) in enumerate(batches, 1):
        if execution.stop.is_set():
            return
        if database is not None and is_written:
            _run_revisions(database, [step for step in batch if isinstance(step, RevisionStep)], execution)
        elif database is None:
            for step in batch:
                if isinstance(step, SafetyStep):
                    _run_safety(step, execution)
                else:
                    _run_neon(step, execution)
        else:
            own = [step for step in batch if isinstance(step, SqlStep)]
            _run_sql(database, own, execution, is_last=number == len(batches))


def _batch(step: Step) -> tuple[Address | None, bool]:
    """What is done over one session: the steps of a database, or its revisions."""
    return getattr(step, "database", None), isinstance(step, RevisionStep)


def _run_neon(step: Step, execution: Execution) -> None:
    if not isinstance(step, NeonStep) or execution.client is None:
        raise InternalError(f"a step without its client: {step.address}")
    if execution.stop.is_set():
        return
    from neonctl_py.apply.neon_steps import run_neon_step  # noqa: PLC0415  a database alone needs none of it

    with _watched(step, step.action.value, execution):
        run_neon_step(
            execution.client,
            step,
            execution.ids,
            lambda text: execution.tell(StepProgress(step.address, text)),
        )


def _run_safety(step: SafetyStep, execution: Execution) -> None:
    if execution.client is None:
        raise InternalError(f"a step without its client: {step.address}")
    if execution.stop.is_set():
        return
    from neonctl_py.apply.safety_steps import run_safety_step  # noqa: PLC0415  as above

    with _watched(step, f"{step.operation} of", execution):
        kept = run_safety_step(
            execution.client,
            step,
            execution.ids,
            lambda text: execution.tell(StepProgress(step.address, text)),
        )
    execution.kept.append(kept)


@contextmanager
def _watched(step: Step, what: str, execution: Execution) -> Iterator[None]:
    started = time.monotonic()
    number, total = execution.numbers[id(step)], len(execution.numbers)
    execution.tell(StepStarted(step.address, what, number, total))
    try:
        yield
    except NeonpyError as error:
        execution.tell(StepFailed(step.address, what, time.monotonic() - started, error.summary))
        raise
    seconds = time.monotonic() - started
    execution.done.append(StepDone(step.address, what, seconds))
    execution.tell(StepFinished(step.address, what, seconds))


def _numbered(first: Step, execution: Execution) -> Callable[[Event], None]:
    """Tells the same events, numbered within the whole plan."""
    offset = execution.numbers[id(first)] - 1
    total = len(execution.numbers)

    def tell(event: Event) -> None:
        if isinstance(event, StepStarted):
            event = replace(event, number=event.number + offset, total=total)
        execution.tell(event)

    return tell


def _run_sql(database: Address, steps: Sequence[SqlStep], execution: Execution, *, is_last: bool) -> None:
    """A session that other steps follow is not left: it could be in their way."""
    left = execution.left if is_last else None
    report = run_sql_steps(
        execution.url_of(database),
        steps,
        database=database,
        passwords=execution.passwords,
        on_event=_numbered(steps[0], execution),
        run=execution.run_in(database),
        patience=execution.patience,
        turn=execution.turn(database),
        meter=execution.meter_of(database) if execution.meter_of is not None else None,
        leave=partial(left.__setitem__, database) if left is not None else None,
    )
    execution.entered.add(database)
    _note(database, report, execution)


def _run_revisions(database: Address, steps: Sequence[RevisionStep], execution: Execution) -> None:
    from neonctl_py.apply.revisions import Migration, run_migration  # noqa: PLC0415  few stacks have any
    from neonctl_py.ddl.revisions.folder import RevisionFolder  # noqa: PLC0415  as above
    from neonctl_py.ddl.revisions.run import VersionTable  # noqa: PLC0415  as above

    migration = Migration(
        database=database,
        folder=RevisionFolder(Path(steps[0].folder)),
        table=VersionTable.parse(steps[0].version_table),
        direction="upgrade",
        target="heads",
        roles=steps[0].roles,
        run=execution.run_in(database, is_written=True),
    )
    tell = _numbered(steps[0], execution)
    turn = execution.turn(database)
    report = run_migration(
        execution.url_of(database), migration, on_event=tell, turn=turn, patience=execution.patience
    )
    execution.entered.add(database)
    _note(database, report, execution)


def _note(database: Address, report: SqlReport | MigrationReport, execution: Execution) -> None:
    if report.journal:
        execution.tell(StepProgress(database, f"no journal is kept here: {report.journal}"))
    execution.done += report.done
