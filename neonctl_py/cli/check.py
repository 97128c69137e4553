"""``neonpy check``: what the stack asserts about its databases, live, once or again and again."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.model.state import Desired
    from neonctl_py.report.check_report import CheckResult
    from neonctl_py.report.watch_report import Look
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.plan_memory import Asked
    from neonctl_py.workflows.watch_checks import Watching


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"
    PROMETHEUS = "prometheus"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    INFO = "info"
    WARNING = "warning"
    ALERT = "alert"


def check(
    stack: options.Stack = Path(),
    *,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="NAME", help="Only this check, or pattern; repeatable.", show_default=False
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again and again, and do what monitor: says.")
    ] = False,
    every: Annotated[
        str, typer.Option("--every", metavar="DURATION", help="How long from look to look.")
    ] = "30s",
    looks: Annotated[
        int | None,
        typer.Option("--looks", metavar="N", min=1, help="Stop after so many looks.", show_default=False),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the results.")] = Format.TEXT,
    as_json: options.Json = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Into this file, whole each time.", show_default=False
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 from this severity on.")
    ] = FailOn.ALERT,
    policy: Annotated[
        list[Path] | None,
        typer.Option(
            "--policy",
            metavar="FILE",
            help="The team's rules about stack and plan instead.",
            show_default=False,
        ),
    ] = None,
    branch: options.OneBranch = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Run the stack's checks, in SQL and built in.

    What is built in is listed by neonpy explain checks, what --watch does by neonpy explain monitor,
    how rules are written for --policy by neonpy explain policy.
    Exits 1 when a check of severity --fail-on or worse does not pass.

    Example: neonpy check stacks/shop --fail-on warning
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.workflows.run_checks import run_checks

    chosen = Format.JSON if as_json else form
    if watch and chosen in {Format.JUNIT, Format.SARIF}:
        raise NeonpyError(
            "a report of many looks", detail=f"--watch --format {chosen}", hint="text, json or prometheus"
        )
    if policy:
        from neonctl_py.cli.loading import variables
        from neonctl_py.workflows.plan_memory import Asked

        asked = Asked(stack, variables(var or (), var_file or ()), branches=(branch,) if branch else ())
        places = {"local": local, "data_dir": data_dir, "api_host": api_host, "api_key_file": api_key_file}
        return _hold(policy, asked, places, chosen, output, fail_on)
    if chosen is Format.GITHUB:
        raise NeonpyError(
            "annotations are about files", detail="--format github", hint="It goes with --policy."
        )
    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    if watch:
        watching = _watching(stack, every, looks, branch, only)
        results = _watch(loaded.desired, access, watching, chosen, output)
    else:
        results = run_checks(loaded.desired, access, branch, only or ())
        _put(_text(results, chosen), output)
    return _exit_code(results, fail_on)


def _hold(  # noqa: PLR0917  the options that count here
    policy: list[Path],
    asked: "Asked",
    places: dict[str, Any],
    form: Format,
    output: Path | None,
    fail_on: FailOn,
) -> int:
    """The team's rules, told as lint's findings are."""
    from neonctl_py.cli.policy import policy_report
    from neonctl_py.diagnostics import Severity
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.lint_document import github_lines, junit_text, lint_document, sarif_document

    report = policy_report(policy, asked, **places)
    match form:
        case Format.JSON:
            text = dumps(lint_document(report))
        case Format.SARIF:
            text = dumps(sarif_document(report))
        case Format.JUNIT:
            text = junit_text(report)
        case Format.GITHUB:
            text = "".join(f"{line}\n" for line in github_lines(report.findings))
        case Format.PROMETHEUS:
            raise NeonpyError(
                "rules are no numbers",
                detail="--format prometheus",
                hint="text, json, sarif, junit or github",
            )
        case Format.TEXT:
            from neonctl_py.cli.sources import source_texts
            from neonctl_py.render.terminal.console import console_for, print_lines
            from neonctl_py.render.terminal.lint import lint_lines

            console = console_for(sys.stdout)
            with console.capture() as captured:
                sources = source_texts(report.findings)
                print_lines(console, lint_lines(report, width=console.width, sources=sources, verbose=False))
            text = captured.get()
    _put(text, output)
    at = {FailOn.INFO: Severity.ADVICE, FailOn.WARNING: Severity.WARNING, FailOn.ALERT: Severity.ERROR}
    return 1 if report.fails(at[fail_on]) else 0


def _exit_code(results: Sequence["CheckResult"], fail_on: FailOn) -> int:
    from neonctl_py.model.check import LEVELS

    worst = max((LEVELS.index(result.level) for result in results), default=0)
    return 1 if worst >= LEVELS.index(fail_on.value) else 0


def _watching(
    stack: Path, every: str, looks: int | None, branch: str | None, only: list[str] | None
) -> "Watching":
    from neonctl_py.cli.loading import duration
    from neonctl_py.render.amounts import amount_text
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.watch_checks import Watching

    seconds = duration("--every", every) or 0
    if seconds < 1:
        raise NeonpyError(
            "a look takes a moment", detail=f"--every {every}", hint="Write --every 1s or more."
        )
    return Watching(
        origin=origin_of(f"neonpy check {stack} --watch", stack, os.environ),
        shown=amount_text,
        every=seconds,
        looks=looks,
        branch=branch,
        only=tuple(only or ()),
    )


def _watch(
    desired: "Desired", access: "NeonAccess", watching: "Watching", form: Format, output: Path | None
) -> tuple["CheckResult", ...]:
    """The results of the last look. Ctrl-C is the usual way to end it."""
    from neonctl_py.workflows.watch_checks import watch_checks

    before: Look | None = None
    try:
        for look in watch_checks(desired, access, watching):
            _put(_look_text(look, before, form), output)
            before = before if look.problem and before is not None else look
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    return before.results if before is not None else ()


def _look_text(look: "Look", before: "Look | None", form: Format) -> str:
    if form is Format.TEXT:
        from neonctl_py.render.terminal.checks import look_lines
        from neonctl_py.render.terminal.console import console_for, print_lines

        console = console_for(sys.stdout)
        with console.capture() as captured:
            print_lines(console, look_lines(look, before, width=console.width))
        return captured.get()
    if form is Format.PROMETHEUS:
        return _text(look.results, form)
    from neonctl_py.render.check_document import look_document
    from neonctl_py.render.json_document import one_line

    return one_line(look_document(look))


def _text(results: Sequence["CheckResult"], form: Format) -> str:
    if form is Format.TEXT:
        from neonctl_py.render.terminal.checks import check_lines
        from neonctl_py.render.terminal.console import console_for, print_lines

        console = console_for(sys.stdout)
        with console.capture() as captured:
            print_lines(console, check_lines(results, width=console.width))
        return captured.get()
    from neonctl_py.render.check_document import checks_document, junit_text, prometheus_text, sarif_document
    from neonctl_py.render.json_document import dumps

    match form:
        case Format.JSON:
            return dumps(checks_document(results))
        case Format.SARIF:
            return dumps(sarif_document(results))
        case Format.JUNIT:
            return junit_text(results)
        case _:
            return prometheus_text(results)


def _put(text: str, output: Path | None) -> None:
    """A file is whole at every moment, for whoever reads it meanwhile."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    from neonctl_py.cli.files import write_file

    write_file(output, text, synced=False)
