"""``neonpy check``: what the stack asserts about its databases, live."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.report.check_report import CheckResult


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"
    PROMETHEUS = "prometheus"
    JUNIT = "junit"
    SARIF = "sarif"


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
    form: Annotated[Format, typer.Option("--format", help="How to print the results.")] = Format.TEXT,
    as_json: options.Json = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 from this severity on.")
    ] = FailOn.ALERT,
    branch: options.OneBranch = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Run the stack's checks, in SQL and built in.

    What is built in is listed by neonpy explain checks. Exits 1 when one of severity --fail-on or worse does not pass.

    Example: neonpy check stacks/shop --fail-on warning
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.model.check import LEVELS
    from neonctl_py.workflows.run_checks import run_checks

    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    results = run_checks(loaded.desired, access, branch, only or ())
    _print(results, Format.JSON if as_json else form)
    worst = max((LEVELS.index(result.level) for result in results), default=0)
    return 1 if worst >= LEVELS.index(fail_on.value) else 0


def _print(results: Sequence["CheckResult"], form: Format) -> None:
    if form is Format.TEXT:
        from neonctl_py.render.terminal.checks import check_lines
        from neonctl_py.render.terminal.console import console_for, print_lines

        console = console_for(sys.stdout)
        print_lines(console, check_lines(results, width=console.width))
        return
    from neonctl_py.render.check_document import checks_document, junit_text, prometheus_text, sarif_document
    from neonctl_py.render.json_document import dumps

    match form:
        case Format.JSON:
            sys.stdout.write(dumps(checks_document(results)))
        case Format.SARIF:
            sys.stdout.write(dumps(sarif_document(results)))
        case Format.JUNIT:
            sys.stdout.write(junit_text(results))
        case Format.PROMETHEUS:
            sys.stdout.write(prometheus_text(results))
