"""What the commands of ``neonpy preview`` share: run, tell, hand out the connection. Never here: options."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neonctl_py.cli.preview_options import Filling
    from neonctl_py.model.previews import Previews
    from neonctl_py.model.state import Desired
    from neonctl_py.plan.plan import Plan
    from neonctl_py.report.events import Event
    from neonctl_py.report.preview_report import Preview, PreviewReport
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.preview_names import WantedPreview

_FILE = Path("preview.env")


@dataclass(frozen=True, slots=True)
class Job:
    """One command."""

    stack: Path
    how: Literal["open", "reset", "forward"]
    filling: Filling
    is_local: bool

    @property
    def file(self) -> Path | None:
        """Where the form of the connection is written; None is standard output."""
        if self.filling.form in ("gitlab", "dotenv"):
            return self.filling.out or _FILE
        return self.filling.out if self.filling.form == "json" else None


def run(desired: Desired, access: NeonAccess, wanted: WantedPreview, settings: Previews, job: Job) -> int:
    """Returns the exit code: 1 when a check of severity alert has not passed."""
    from neonctl_py.cli.files import require_writable
    from neonctl_py.cli.rehearsing import interruptible
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.open_preview import PreviewRequest, Telling, open_preview
    from neonctl_py.workflows.origin import origin_of

    if job.filling.form == "github":
        require_writable(_job_file())
    if job.file is not None:
        require_writable(job.file)
    request = PreviewRequest(
        wanted=wanted,
        settings=settings,
        how=job.how,
        has_checks=not job.filling.no_checks,
        role=job.filling.role,
        database=job.filling.database,
        throwaway=throwaway_postgres,
    )
    origin = origin_of(f"neonpy preview {'open' if job.how == 'open' else 'refresh'}", job.stack, os.environ)
    with interruptible():
        report = open_preview(
            desired, access, request, Telling(_tell, _listener(verbose=job.filling.verbose), origin)
        )
    _hand_out(report, job)
    return 1 if report.has_alert else 0


def _tell(text: str) -> None:
    from neonctl_py.render.characters import one_line

    sys.stderr.write(f"preview: {one_line(text)}\n")
    sys.stderr.flush()


def _listener(*, verbose: bool) -> Callable[[Event], None]:
    from neonctl_py.render.characters import one_line
    from neonctl_py.report.events import StepFinished, StepProgress

    def listen(event: Event) -> None:
        match event:
            case StepFinished():
                if verbose:
                    sys.stderr.write(one_line(f"    {event.what.replace('_', ' ')} {event.address}") + "\n")
            case StepProgress():
                if verbose:
                    sys.stderr.write(one_line(f"    {event.address}: {event.text}") + "\n")
            case _:
                pass

    return listen


def _hand_out(report: PreviewReport, job: Job) -> None:
    from neonctl_py.cli.files import PRIVATE, write_file
    from neonctl_py.cli.github_job import hand_on, hide
    from neonctl_py.render import preview as forms
    from neonctl_py.render.json_document import dumps

    values = forms.outputs(report)
    file = job.file
    match job.filling.form:
        case "github":
            hide(forms.secret_values(report))
            hand_on(_job_file(), forms.github_text(values))
            _print(report, job, "Wrote the outputs of this step; their secrets are masked")
        case "gitlab" if file is not None:
            write_file(file, forms.gitlab_text(values), mode=PRIVATE)
            _print(report, job, f"Wrote {file} (mode 0600)")
        case "dotenv" if file is not None:
            write_file(file, forms.dotenv_text(values), mode=PRIVATE)
            _print(report, job, f"Wrote {file} (mode 0600)")
        case "json" if file is not None:
            write_file(file, dumps(forms.preview_document(report, values)), mode=PRIVATE)
            _print(report, job, f"Wrote {file} (mode 0600)")
        case "json":
            shown = (
                values
                if job.filling.reveal or not _is_watched()
                else _hidden(values, forms.secret_values(report))
            )
            sys.stdout.write(dumps(forms.preview_document(report, shown)))
        case _:
            _print(report, job, "")


def _job_file() -> Path:
    from neonctl_py.cli.github_job import job_file

    return job_file("GITHUB_OUTPUT", instead="--output dotenv")


def _hidden(values: dict[str, str], secrets: Sequence[str]) -> dict[str, str]:
    from neonctl_py.render.environment import MASK, masked

    return {
        name: masked(text) if "://" in text else MASK if text in secrets else text
        for name, text in values.items()
    }


def _is_watched() -> bool:
    return sys.stdout.isatty() or os.environ.get("CI", "").lower() in ("1", "true")


def _print(report: PreviewReport, job: Job, written: str) -> None:
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.render.characters import one_line
    from neonctl_py.render.terminal.checks import check_lines
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.preview import report_text

    sys.stdout.write(report_text(report))
    if report.checks:
        console = console_for(sys.stdout)
        print_lines(console, check_lines(report.checks, width=console.width))
    if written:
        sys.stdout.write(f"{one_line(written)}\n")
    else:
        again = next_command("preview env", job.stack, local=job.is_local).replace(
            "'preview env'", "preview env"
        )
        pr = report.previews[0].pr
        which = f"--pr {pr}" if pr else f"--name {report.name}"
        sys.stdout.write(f"\nConnection strings: {again} {which}\n")


def print_list(previews: Sequence[Preview]) -> None:
    """For a person."""
    from neonctl_py.render.terminal.preview import list_text

    sys.stdout.write(list_text(previews))


def print_difference(plan: Plan, *, markdown: bool, sql: bool, as_json: bool) -> None:
    """A plan that turns the parent's catalog into the preview's."""
    from neonctl_py.cli.printing import print_plan, print_plan_json, print_sql
    from neonctl_py.plan.hazards import Hazard

    if markdown + sql + as_json > 1:
        raise NeonpyError("two forms at once", hint="Give one of --json, --markdown and --sql.")
    if as_json:
        print_plan_json(plan)
    elif markdown:
        from neonctl_py.render.markdown import plan_markdown

        sys.stdout.write(plan_markdown(plan))
    elif sql:
        print_sql(plan)
    elif plan.is_empty:
        sys.stdout.write("No differences.\n")
    else:
        print_plan(plan, verbose=False, allowed=[hazard.value for hazard in Hazard])
