"""``neonpy retention``: rows whose time is over, and certificates of what became of them."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.report.retention_report import DueRows, RetentionReport

app = typer.Typer(
    help="Rows whose time is over: delete, archive, shred.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
KEY_VARIABLE = "NEONPY_CERTIFICATE_KEY"


@app.command("run")
def run(
    stack: options.Stack = Path(),
    *,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="Only this rule; repeatable.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count. Exits 2 when anything is due.")
    ] = False,
    certificates: Annotated[
        Path | None,
        typer.Option(
            "--certificates",
            metavar="DIR",
            help="Write each certificate there, as JSON and as text.",
            show_default=False,
        ),
    ] = None,
    branch: options.OneBranch = None,
    yes: options.Yes = False,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Run the stack's retention rules, in batches, after showing what is due.

    Example: neonpy retention run stacks/shop --dry-run
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.applying import require_terminal_or_yes
    from neonctl_py.cli.loading import load
    from neonctl_py.report.retention_report import RetentionReport
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.run_retention import (
        RetentionDoing,
        RetentionRequest,
        count_due,
        run_retention,
    )

    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    request = RetentionRequest(only=tuple(only or ()), branch=branch, fingerprint=loaded.fingerprint)
    if dry_run:
        due = count_due(loaded.desired, access, request)
        _tell(RetentionReport(due=due), as_json=as_json)
        return 1 if any(item.problem for item in due) else 2 if any(item.due for item in due) else 0
    require_terminal_or_yes(yes=yes, as_json=as_json)
    doing = RetentionDoing(
        agree=lambda due: _ask(due, yes=yes, as_json=as_json),
        tell=_note,
        origin=origin_of(f"neonpy retention run {stack}", stack, os.environ),
        signing_key=os.environ.get(KEY_VARIABLE, ""),
    )
    report = run_retention(loaded.desired, access, request, doing)
    _tell(report, as_json=as_json)
    if certificates is not None:
        _write(report, certificates)
    return 1 if report.failures else 0


@app.command("verify")
def verify(
    certificate: Annotated[Path, typer.Argument(metavar="FILE", help="A certificate, as JSON.")],
) -> int:
    """Say whether a certificate is as it was signed, with the key in NEONPY_CERTIFICATE_KEY.

    Example: neonpy retention verify certificates/sessions-2031.json
    """
    from neonctl_py.errors import NeonpyError
    from neonctl_py.render.characters import one_line
    from neonctl_py.report.retention_report import is_genuine

    key = os.environ.get(KEY_VARIABLE, "")
    if not key:
        raise NeonpyError("nothing to verify with", hint=f"Type: export {KEY_VARIABLE}=…")
    try:
        document = json.loads(certificate.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NeonpyError(
            "a certificate can't be read", detail=one_line(f"{certificate}: {error}")
        ) from error
    if not isinstance(document, dict) or not is_genuine(document, key):
        raise NeonpyError(
            "this is not a genuine certificate",
            detail=f"{certificate} was changed, was signed with another key, or was not signed.",
            hint="neonpy.certificates in the database holds what was made.",
        )
    rows = f"{document['rows']:,} rows of {document['table']}"
    sys.stdout.write(one_line(f"Genuine: {rows}, {document['action']}, {document['ended']}.") + "\n")
    return 0


def _ask(due: "tuple[DueRows, ...]", *, yes: bool, as_json: bool) -> None:
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.retention import due_lines

    if not as_json:
        console = console_for(sys.stdout)
        print_lines(console, due_lines(due, width=console.width))
    confirm("Do you want this to be done? It can't be taken back by neonpy.", yes=yes)


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _tell(report: "RetentionReport", *, as_json: bool) -> None:
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.retention_document import retention_document
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.retention import done_lines, due_lines

    if as_json:
        sys.stdout.write(dumps(retention_document(report)))
        return
    console = console_for(sys.stdout)
    lines = (
        done_lines(report, width=console.width) if report.done else due_lines(report.due, width=console.width)
    )
    print_lines(console, lines)


def _write(report: "RetentionReport", folder: Path) -> None:
    from neonctl_py.cli.files import write_file
    from neonctl_py.errors import NeonpyError
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.retention_document import certificate_text

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NeonpyError(
            "certificates can't be written",
            detail=f"{folder}: {error.strerror or error}. The database keeps them: neonpy.certificates.",
        ) from error
    for item in report.done:
        for certificate in item.certificates:
            day = str(certificate["made_at"])[:10]
            stem = folder / f"{item.rule.name[0]}-{day}-{certificate['id'][:8]}"
            write_file(stem.with_suffix(".json"), dumps(certificate))
            write_file(stem.with_suffix(".txt"), certificate_text(certificate))
