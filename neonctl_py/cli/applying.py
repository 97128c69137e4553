"""What ``apply`` and ``destroy`` share: show the plan, ask, run it while telling, report.

Never here: options, loading.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonpyError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from neonctl_py.cli.secrets_out import SecretsSink
    from neonctl_py.model.address import Address
    from neonctl_py.model.rehearsal import Rehearsal
    from neonctl_py.model.state import Desired
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.plan_file import PlanFile
    from neonctl_py.render.terminal.progress import Progress
    from neonctl_py.report.apply_report import ApplyReport
    from neonctl_py.report.events import Event
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.apply_stack import Consent, Rehearses
    from neonctl_py.workflows.catalog_watch import CatalogWatch
    from neonctl_py.workflows.observe_world import Sessions
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.plan_stack import Memory, Planned, PlanRequest
    from neonctl_py.workflows.waiting import Waiting


_MANY: Final = 1_000
"""Steps of a plan that takes so long to print that nobody should wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an apply is asked for and told."""

    question: str
    command: str
    psql: str = "neonpy psql"
    yes: bool
    allowed: tuple[str, ...] = ()
    as_json: bool = False
    verbose: bool = False
    saved: PlanFile | None = None
    origin: Origin | None = None
    patience: Waiting | None = None
    wait: float | None = None
    rehearsal: Rehearsal | None = None


def run_apply(
    desired: Desired,
    access: NeonAccess,
    request: PlanRequest,
    manner: Manner,
    passwords: SecretsSink,
    *,
    memory: Memory | None = None,
    sessions: Sessions | None = None,
    watch: CatalogWatch | None = None,
) -> int:
    """Plan, ask, do, report. Returns the exit code: 1 when the second plan still finds something to do. ``sessions``: those that
    the first plan is made with, for which ``watch`` has noted what they read.
    """
    from neonctl_py.render.terminal.console import console_for
    from neonctl_py.render.terminal.progress import Progress
    from neonctl_py.workflows.apply_stack import Consent, Doing, apply_stack
    from neonctl_py.workflows.catalog_watch import CatalogWatch

    def rehearse(planned: Planned, rehearses: Rehearses) -> None:
        if manner.rehearsal is not None:
            _rehearse(rehearses, manner.rehearsal, as_json=manner.as_json)
            if progress is not None:
                confirm_and_begin(planned, manner, progress)

    progress: Progress | None = None

    def consent(agree: Callable[[Planned], None]) -> Consent:
        return Consent(agree=agree, allowed=manner.allowed, rehearse=rehearse, saved=manner.saved)

    def doing(listen: Callable[[Event], None]) -> Doing:
        return Doing(
            passwords=passwords,
            listen=listen,
            origin=manner.origin,
            patience=manner.patience,
            memory=memory,
            wait=manner.wait,
            sessions=sessions,
            watch=watch or CatalogWatch(),
        )

    if manner.as_json:
        asked = consent(lambda planned: _tell(planned.plan))
        report = apply_stack(desired, access, request, asked, doing(_write_event))
        _write_report(report)
    else:
        shown = progress = Progress(console_for(sys.stdout))
        asked = consent(lambda planned: _ask(planned, manner, shown))
        with _accompanied(progress):
            report = apply_stack(desired, access, request, asked, doing(progress.listen))
        _print_report(report, manner, destroyed=request.destroy)
        _print_without_password(passwords.without, manner.psql)
    return 0 if report.outcome != "incomplete" else 1


def require_terminal_or_yes(*, yes: bool, as_json: bool) -> None:
    """Raise RefusedError before anything is read when the question could not be asked later."""
    from neonctl_py.cli.confirm import require_answer

    if as_json and not yes:
        raise RefusedError("nobody can be asked", detail="--json is for programs.", hint="Add --yes.")
    require_answer(yes=yes)


def _tell(plan: Plan) -> None:
    from neonctl_py.render.json_document import one_line, plan_document

    sys.stdout.write(one_line(plan_document(plan)))


def _ask(planned: Planned, manner: Manner, progress: Progress) -> None:
    from neonctl_py.cli.printing import print_cost, print_plan

    progress.pause()
    shown = _without_errors(planned.plan)  # the refusal tells them once, at the end, on standard error

    def show() -> None:
        print_plan(shown, verbose=manner.verbose, allowed=manner.allowed, command=manner.command)

    if manner.yes and len(shown.steps) > _MANY and manner.rehearsal is None and not manner.verbose:
        progress.announce(show)
    else:
        show()
    if manner.verbose:
        print_cost(planned.world.observed)
    has_consent = not planned.plan.unconsented(manner.allowed)
    if not planned.plan.is_empty and has_consent and not _is_forbidden(planned) and manner.rehearsal is None:
        confirm_and_begin(planned, manner, progress)


def confirm_and_begin(planned: Planned, manner: Manner, progress: Progress) -> None:
    """The last question. Raises RefusedError for a no."""
    from neonctl_py.cli.confirm import confirm

    confirm(manner.question, yes=manner.yes)
    progress.begin(len(planned.plan.steps))


def _rehearse(rehearses: Rehearses, wanted: Rehearsal, *, as_json: bool) -> None:
    """Try it first, and show how that came out. Raises RefusedError when it failed."""
    from neonctl_py.cli.rehearsing import interruptible, print_rehearsal, progress_of
    from neonctl_py.render.json_document import one_line, rehearsal_document
    from neonctl_py.workflows.rehearse import failed

    with interruptible():
        report = rehearses(wanted, progress_of(quiet=as_json))
    if as_json:
        sys.stdout.write(one_line(rehearsal_document(report)))
    else:
        print_rehearsal(report, sys.stdout)
    if report.outcome == "failed":
        raise failed(report)


def _is_forbidden(planned: Planned) -> bool:
    """The gate will refuse it: then nobody is asked first."""
    return len(_without_errors(planned.plan).diagnostics) < len(planned.plan.diagnostics)


def _without_errors(plan: Plan) -> Plan:
    return replace(plan, diagnostics=tuple(item for item in plan.diagnostics if item.severity != "error"))


def _write_event(event: Event) -> None:
    from neonctl_py.render.json_document import event_document, one_line

    sys.stdout.write(one_line(event_document(event)))
    sys.stdout.flush()


def _write_report(report: ApplyReport) -> None:
    from neonctl_py.render.json_document import one_line, report_document

    sys.stdout.write(one_line(report_document(report)))


@contextmanager
def _accompanied(progress: Progress) -> Iterator[None]:
    """The live line, and what stays done when the apply does not come to its end."""
    try:
        with progress:
            yield
    except (NeonpyError, KeyboardInterrupt):
        if progress.has_begun:
            sys.stdout.write(f"\n{progress.left_over()}\n")
        raise


def _print_without_password(roles: Collection[Address], psql: str) -> None:
    """Roles that may log in by the stack and can't yet. On standard error: it is advice."""
    names = ", ".join(sorted({role.name[-1] for role in roles}))
    if names:
        sys.stderr.write(
            f"\nMade without a password, so nobody can log in yet: {names}\n"
            f"    hint: with --secrets-out FILE new roles get one; for these: {psql} -c '\\password NAME'\n"
        )


def _print_report(report: ApplyReport, manner: Manner, *, destroyed: bool) -> None:
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.report import report_lines

    console = console_for(sys.stdout)
    print_lines(
        console, report_lines(report, width=console.width, verbose=manner.verbose, destroyed=destroyed)
    )
