"""``neonpy preview …``: branches that come with a pull request and go with it. Never here: making them, the forms of outputs."""

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from neonctl_py.cli import env as env_command
from neonctl_py.cli import options
from neonctl_py.cli import preview_options as mine
from neonctl_py.cli.option_groups import Account, Variables, takes_groups
from neonctl_py.errors import NeonpyError
from neonctl_py.render.environment import EnvironmentFormat

app = typer.Typer(
    help="Branches that come with a pull request and go with it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Mode(StrEnum):
    """How a refresh is done."""

    RESET = "reset"
    FORWARD = "forward"


@app.command("open")
@takes_groups
def open_(
    stack: options.Stack = Path(),
    *,
    which: mine.Which,
    content: mine.Content,
    most: mine.Most = None,
    filling: mine.Filling,
    variables: Variables,
    account: Account,
) -> int:
    """Make a preview, or take the one that is there.

    It is copied from its parent, masked, and has the stack applied, the seed and the checks run, before anybody can find it.

    Example: neonpy preview open stacks/tudao --pr 42 --ttl 2h --output github
    """
    from neonctl_py.cli.previewing import Job, run

    desired, wanted = variables.desired(stack), which.wanted(filling.project)
    settings = content.settings(desired.previews, most, filling.seed)
    return run(
        desired, account.access(), wanted, settings, Job(stack, "open", filling, is_local=account.local)
    )


@app.command("refresh")
@takes_groups
def refresh(
    stack: options.Stack = Path(),
    *,
    which: mine.Which,
    mode: Annotated[
        Mode | None,
        typer.Option(
            "--mode", help="Anew from its parent, or only the stack; else as it says.", show_default=False
        ),
    ] = None,
    content: mine.Content,
    filling: mine.Filling,
    variables: Variables,
    account: Account,
) -> int:
    """Bring a preview up to date, or make it.

    Anew from its parent, or migrated forward.

    Example: neonpy preview refresh stacks/tudao --pr 42 --mode forward
    """
    from neonctl_py.cli.previewing import Job, run

    desired, wanted = variables.desired(stack), which.wanted(filling.project)
    settings = content.settings(desired.previews, None, filling.seed)
    how: Literal["reset", "forward"] = mode.value if mode is not None else settings.refresh
    return run(desired, account.access(), wanted, settings, Job(stack, how, filling, is_local=account.local))


@app.command("close")
@takes_groups
def close(
    stack: options.Stack = Path(),
    *,
    which: mine.Which,
    project: options.Project = None,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Delete a preview. Where there is none, that is fine, too.

    Example: neonpy preview close stacks/tudao --pr 42
    """
    from neonctl_py.render.preview import previews_text
    from neonctl_py.workflows.manage_previews import close_preview

    desired, wanted = variables.desired(stack), which.wanted(project)
    gone = close_preview(desired, account.access(), wanted)
    if as_json:
        sys.stdout.write(previews_text(gone))
        return 0
    for preview in gone:
        sys.stdout.write(f"Closed {preview.name} of {preview.project} ({preview.branch_id})\n")
    if not gone:
        sys.stdout.write(f"There was no preview of {wanted}.\n")
    return 0


@app.command("list")
@takes_groups
def list_(
    stack: options.Stack = Path(),
    *,
    project: options.Project = None,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """List the previews of a stack, the oldest first.

    Example: neonpy preview list stacks/tudao
    """
    from neonctl_py.cli.previewing import print_list
    from neonctl_py.render.preview import previews_text
    from neonctl_py.workflows.manage_previews import list_previews

    found = list_previews(variables.desired(stack), account.access(), project)
    if as_json:
        sys.stdout.write(previews_text(found))
    else:
        print_list(found)
    return 0


@app.command("sweep")
@takes_groups
def sweep(
    stack: options.Stack = Path(),
    *,
    open_prs: Annotated[
        str | None,
        typer.Option(
            "--open-prs",
            metavar="NUMBERS",
            help="The pull requests that are open, with commas or spaces; previews of others go.",
            show_default=False,
        ),
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="DURATION", help="Those older go, too: 3d.", show_default=False),
    ] = None,
    project: options.Project = None,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Delete previews that nobody needs.

    Expired ones, unfinished ones, those of closed pull requests, those too old.

    Example: neonpy preview sweep stacks/tudao --open-prs "41 42"
    """
    from neonctl_py.cli.loading import duration
    from neonctl_py.render.preview import previews_text
    from neonctl_py.workflows.manage_previews import sweep_previews

    age = duration("--older-than", older_than)
    numbers = None if open_prs is None else frozenset(open_prs.replace(",", " ").split())
    desired, access = variables.desired(stack), account.access()
    gone = sweep_previews(desired, access, project, open_pull_requests=numbers, older_than=age)
    if as_json:
        sys.stdout.write(previews_text([preview for preview, _ in gone]))
        return 0
    for preview, why in gone:
        sys.stdout.write(f"Closed {preview.name} of {preview.project}: {why}\n")
    if not gone:
        sys.stdout.write("There was nothing to sweep.\n")
    return 0


@app.command("diff")
@takes_groups
def diff(
    stack: options.Stack = Path(),
    *,
    which: mine.Which,
    database: options.Database = None,
    project: options.Project = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown for a pull request.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL statements.")] = False,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Show how a preview's catalog differs from its parent's.

    Example: neonpy preview diff stacks/tudao --pr 42
    """
    from neonctl_py.cli.previewing import print_difference
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.diff_databases import BranchSide, diff_databases
    from neonctl_py.workflows.manage_previews import find_preview

    desired, wanted = variables.desired(stack), which.wanted(project)
    access = account.access()
    found = find_preview(desired, access, wanted)
    if len(found) > 1:
        raise NeonpyError("which project?", hint=f"--project {found[0].project}")
    sides = [
        BranchSide(found[0].project_id, branch, database or "") for branch in (found[0].parent, found[0].name)
    ]
    with throwaway_postgres() as throwaway:
        plan = diff_databases(sides[0], sides[1], access, throwaway).plan
    print_difference(plan, markdown=markdown, sql=sql, as_json=as_json)
    return 0


@app.command("env")
@takes_groups
def env(
    stack: options.Stack = Path(),
    *,
    which: mine.Which,
    form: Annotated[
        EnvironmentFormat, typer.Option("--format", "-f", help="The form of the output.")
    ] = EnvironmentFormat.DOTENV,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Write it there, readable by you only.", show_default=False
        ),
    ] = None,
    reveal: mine.Reveal = False,
    project: options.Project = None,
    database: options.Database = None,
    role: options.Role = None,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> None:
    """Print a preview's connection strings, as `neonpy env` does.

    Example: neonpy preview env stacks/tudao --pr 42 --format prisma -o .env
    """
    from neonctl_py.workflows.manage_previews import find_preview

    desired, wanted = variables.desired(stack), which.wanted(project)
    found = find_preview(desired, account.access(), wanted)
    env_command.env(
        stack,
        form=form,
        out=out,
        reveal=reveal,
        project=project,
        branch=found[0].name,
        database=database,
        role=role,
        as_json=as_json,
        **asdict(variables),
        **asdict(account),
    )
