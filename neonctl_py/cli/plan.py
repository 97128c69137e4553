"""``neonpy plan``: what would change."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.cli.planning import Answer
    from neonctl_py.model.rehearsal import Data
    from neonctl_py.plan.plan import Plan
    from neonctl_py.report.rehearsal_report import RehearsalReport

CHANGES_PROPOSED = 2


class Form(StrEnum):
    """How a plan is printed."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"
    SQL = "sql"


def plan(
    stack: options.Stack = Path(),
    *,
    target: options.Target = None,
    branch: options.Branch = None,
    url: options.Url = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Save the plan for apply.", show_default=False),
    ] = None,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit 2 when there are changes.")
    ] = False,
    assume_small: options.AssumeSmall = False,
    destroy: Annotated[bool, typer.Option("--destroy", help="Plan the removal of the stack.")] = False,
    contract: options.Contract = False,
    as_json: options.Json = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Also write a page to read and keep.", show_default=False
        ),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown for a pull request.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL statements.")] = False,
    rehearse: options.Rehearse = False,
    rehearsal_data: options.RehearsalData = None,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Show what differs between a stack and the world. Changes nothing.

    Example: neonpy plan stacks/shop -o plan.json
    """
    from neonctl_py.cli.files import PRIVATE, require_writable, write_file
    from neonctl_py.cli.loading import rehearsal_choice, variables
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.cli.plan_key import plan_key
    from neonctl_py.cli.planning import planned
    from neonctl_py.cli.printing import print_cost, print_forgotten
    from neonctl_py.workflows.plan_memory import Asked

    form = _form(as_json=as_json, markdown=markdown, sql=sql)
    data = rehearsal_choice(rehearsal_data, destroy=destroy and rehearse)
    key = None
    if html is not None:
        require_writable(html)
    if out is not None:
        require_writable(out)
        key = plan_key()
    asked = Asked(
        stack=stack,
        variables=variables(var or (), var_file or ()),
        targets=tuple(target or ()),
        branches=tuple(branch or ()),
        url=url,
        contract=contract,
    )
    answer = planned(
        asked,
        destroy=destroy,
        assume_small=assume_small,
        local=local,
        data_dir=data_dir,
        api_host=api_host,
        api_key_file=api_key_file,
        to_be_kept=form is Form.JSON or out is not None or html is not None,
    )
    command = next_command(
        "destroy" if destroy else "apply",
        stack,
        local=local,
        target=target,
        branch=branch,
        flags=("--assume-small",) if assume_small else (),
        contract=contract,
    )
    if form is not Form.JSON or not rehearse:
        _print(answer.plan, form, verbose=verbose, command=command)
    answer.remember()
    report = _rehearsed(answer, form, data) if rehearse else None
    if html is not None:
        from neonctl_py.render.html.plan_page import plan_page

        write_file(html, plan_page(answer.plan, report))
    if verbose:
        print_cost(answer.observed)
        print_forgotten(answer.forgotten())
    if out is not None:
        from neonctl_py.plan.plan_file import Provenance, dump
        from neonctl_py.render.json_document import plan_document
        from neonctl_py.workflows.origin import tree_of

        tree, commit = tree_of(stack)

        text = dump(
            answer.plan,
            plan_document(answer.plan),
            stack_path=str(stack.absolute()),
            variables=tuple(asked.variables),
            targets=asked.targets,
            branches=asked.branches,
            destroy=destroy,
            assume_small=assume_small,
            contract=contract,
            provenance=Provenance(
                datetime.now(UTC).isoformat(timespec="seconds"),
                commit,
                tree,
                "" if stack.is_absolute() else stack.as_posix(),
            ),
            key=key.reveal().encode() if key is not None else None,
        )
        write_file(out, text, mode=PRIVATE)
        if form is Form.TERMINAL:
            more = " --url …" if url is not None else ""
            sys.stdout.write(
                f"\n{'Saved' if key is None else 'Saved and signed'}. To do exactly this: {next_command('apply', out, local=local)}{more}\n"
            )
    if report is not None and report.outcome == "failed":
        return 1
    return CHANGES_PROPOSED if detailed_exitcode and not answer.plan.is_empty else 0


def _rehearsed(answer: "Answer", form: Form, data: "Data | None") -> "RehearsalReport":
    """Rehearse, and show how it came out, with JSON in the plan's own document."""
    from dataclasses import replace

    from neonctl_py.cli.rehearsing import interruptible, print_failure, print_rehearsal, progress_of
    from neonctl_py.model.rehearsal import Rehearsal

    wanted = None if data is None else replace(answer.rehearsal or Rehearsal(), data=data)
    with interruptible():
        report = answer.rehearse(wanted, progress_of(quiet=form is not Form.TERMINAL))
    match form:
        case Form.JSON:
            from neonctl_py.render.json_document import dumps, plan_document, rehearsal_document

            sys.stdout.write(dumps({**plan_document(answer.plan), "rehearsal": rehearsal_document(report)}))
        case Form.MARKDOWN:
            from neonctl_py.render.rehearsal import rehearsal_markdown

            sys.stdout.write(rehearsal_markdown(report))
        case Form.SQL | Form.TERMINAL:
            print_rehearsal(report, sys.stdout if form is Form.TERMINAL else sys.stderr)
    print_failure(report)
    return report


def _form(*, as_json: bool, markdown: bool, sql: bool) -> Form:
    chosen = [
        form for form, wanted in ((Form.JSON, as_json), (Form.MARKDOWN, markdown), (Form.SQL, sql)) if wanted
    ]
    if len(chosen) > 1:
        raise NeonpyError("two forms at once", hint="Give one of --json, --markdown and --sql.")
    return chosen[0] if chosen else Form.TERMINAL


def _print(plan: "Plan", form: Form, *, verbose: bool, command: str) -> None:
    from neonctl_py.cli.printing import print_plan, print_plan_json, print_sql

    match form:
        case Form.JSON:
            print_plan_json(plan)
        case Form.MARKDOWN:
            from neonctl_py.render.markdown import plan_markdown

            sys.stdout.write(plan_markdown(plan))
        case Form.SQL:
            print_sql(plan)
        case Form.TERMINAL:
            print_plan(plan, verbose=verbose, command=command)
