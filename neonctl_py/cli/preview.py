"""``neonpy preview …``: branches that come with a pull request and go with it. Never here: making them, the forms of outputs."""

import os
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from neonctl_py.cli import env as env_command
from neonctl_py.cli import options
from neonctl_py.cli import preview_options as mine
from neonctl_py.errors import NeonpyError
from neonctl_py.render.environment import EnvironmentFormat

if TYPE_CHECKING:
    from neonctl_py.model.previews import Previews
    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.preview_names import WantedPreview

app = typer.Typer(
    help="Branches that come with a pull request and go with it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Data(StrEnum):
    """What is in a preview."""

    FULL = "full"
    SCHEMA_ONLY = "schema-only"
    ANONYMIZED = "anonymized"


class Output(StrEnum):
    """Where the connection goes."""

    GITHUB = "github"
    GITLAB = "gitlab"
    DOTENV = "dotenv"
    JSON = "json"


class Mode(StrEnum):
    """How a refresh is done."""

    RESET = "reset"
    FORWARD = "forward"


Parent = Annotated[
    str | None,
    typer.Option(
        "--parent", metavar="BRANCH", help="Copy this branch; else the default one.", show_default=False
    ),
]
DataOption = Annotated[Data | None, typer.Option("--data", help="What is in it.", show_default=False)]
Most = Annotated[
    int | None,
    typer.Option(
        "--max", "--pool", metavar="N", min=1, help="Close the oldest beyond so many.", show_default=False
    ),
]
Seed = Annotated[
    list[str] | None,
    typer.Option(
        "--seed", metavar="FILE", help="Run this SQL in a new one, too; repeatable.", show_default=False
    ),
]
NoChecks = Annotated[bool, typer.Option("--no-checks", help="Don't run the stack's checks.")]
OutputOption = Annotated[
    Output | None,
    typer.Option(
        "--output", help="Write the connection: $GITHUB_OUTPUT, a file, or JSON.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FILE", help="For --output; else preview.env, mode 0600.", show_default=False
    ),
]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show passwords on a terminal and in CI logs.")]


@app.command("open")
def open_(
    stack: options.Stack = Path(),
    *,
    pr: mine.Pr = "",
    slug: mine.Slug = "",
    name: mine.Name = "",
    parent: Parent = None,
    data: DataOption = None,
    ttl: mine.Ttl = None,
    most: Most = None,
    seed: Seed = None,
    no_checks: NoChecks = False,
    output: OutputOption = None,
    out: Out = None,
    reveal: Reveal = False,
    project: options.Project = None,
    database: options.Database = None,
    role: options.Role = None,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Make a preview, or take the one that is there.

    It is copied from its parent, masked, and has the stack applied, the seed and the checks run, before anybody can find it.

    Example: neonpy preview open stacks/tudao --pr 42 --ttl 2h --output github
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.previewing import Job, run

    desired, wanted = _asked(stack, var, var_file, pr=pr, slug=slug, name=name, project=project)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    settings = _settings(desired.previews, parent, data, ttl, most, seed)
    job = Job(
        stack,
        "open",
        _form(output, as_json=as_json),
        out,
        reveal=reveal,
        verbose=verbose,
        has_checks=not no_checks,
        role=role,
        database=database,
        local=local,
    )
    return run(desired, access, wanted, settings, job)


@app.command("refresh")
def refresh(
    stack: options.Stack = Path(),
    *,
    pr: mine.Pr = "",
    slug: mine.Slug = "",
    name: mine.Name = "",
    mode: Annotated[
        Mode | None,
        typer.Option(
            "--mode", help="Anew from its parent, or only the stack; else as it says.", show_default=False
        ),
    ] = None,
    parent: Parent = None,
    data: DataOption = None,
    ttl: mine.Ttl = None,
    seed: Seed = None,
    no_checks: NoChecks = False,
    output: OutputOption = None,
    out: Out = None,
    reveal: Reveal = False,
    project: options.Project = None,
    database: options.Database = None,
    role: options.Role = None,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Bring a preview up to date, or make it.

    Anew from its parent, or migrated forward.

    Example: neonpy preview refresh stacks/tudao --pr 42 --mode forward
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.previewing import Job, run

    desired, wanted = _asked(stack, var, var_file, pr=pr, slug=slug, name=name, project=project)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    settings = _settings(desired.previews, parent, data, ttl, None, seed)
    how: Literal["reset", "forward"] = mode.value if mode is not None else settings.refresh
    job = Job(
        stack,
        how,
        _form(output, as_json=as_json),
        out,
        reveal=reveal,
        verbose=verbose,
        has_checks=not no_checks,
        role=role,
        database=database,
        local=local,
    )
    return run(desired, access, wanted, settings, job)


@app.command("close")
def close(
    stack: options.Stack = Path(),
    *,
    pr: mine.Pr = "",
    slug: mine.Slug = "",
    name: mine.Name = "",
    project: options.Project = None,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Delete a preview. Where there is none, that is fine, too.

    Example: neonpy preview close stacks/tudao --pr 42
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.render.preview import previews_text
    from neonctl_py.workflows.manage_previews import close_preview

    desired, wanted = _asked(stack, var, var_file, pr=pr, slug=slug, name=name, project=project)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    gone = close_preview(desired, access, wanted)
    if as_json:
        sys.stdout.write(previews_text(gone))
        return 0
    for preview in gone:
        sys.stdout.write(f"Closed {preview.name} of {preview.project} ({preview.branch_id})\n")
    if not gone:
        sys.stdout.write(f"There was no preview of {wanted}.\n")
    return 0


@app.command("list")
def list_(
    stack: options.Stack = Path(),
    *,
    project: options.Project = None,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """List the previews of a stack, the oldest first.

    Example: neonpy preview list stacks/tudao
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.cli.previewing import print_list
    from neonctl_py.render.preview import previews_text
    from neonctl_py.workflows.manage_previews import list_previews

    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    found = list_previews(desired, access, project)
    if as_json:
        sys.stdout.write(previews_text(found))
    else:
        print_list(found)
    return 0


@app.command("sweep")
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
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Delete previews that nobody needs.

    Expired ones, unfinished ones, those of closed pull requests, those too old.

    Example: neonpy preview sweep stacks/tudao --open-prs "41 42"
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import duration, load
    from neonctl_py.render.preview import previews_text
    from neonctl_py.workflows.manage_previews import sweep_previews

    age = duration("--older-than", older_than)
    numbers = None if open_prs is None else frozenset(open_prs.replace(",", " ").split())
    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
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
def diff(
    stack: options.Stack = Path(),
    *,
    pr: mine.Pr = "",
    slug: mine.Slug = "",
    name: mine.Name = "",
    database: options.Database = None,
    project: options.Project = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown for a pull request.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL statements.")] = False,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Show how a preview's catalog differs from its parent's.

    Example: neonpy preview diff stacks/tudao --pr 42
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.previewing import print_difference
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.diff_databases import BranchSide, diff_databases
    from neonctl_py.workflows.manage_previews import find_preview

    desired, wanted = _asked(stack, var, var_file, pr=pr, slug=slug, name=name, project=project)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
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
def env(
    stack: options.Stack = Path(),
    *,
    pr: mine.Pr = "",
    slug: mine.Slug = "",
    name: mine.Name = "",
    form: Annotated[
        EnvironmentFormat, typer.Option("--format", "-f", help="The form of the output.")
    ] = EnvironmentFormat.DOTENV,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Write it there, readable by you only.", show_default=False
        ),
    ] = None,
    reveal: Reveal = False,
    project: options.Project = None,
    database: options.Database = None,
    role: options.Role = None,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> None:
    """Print a preview's connection strings, as `neonpy env` does.

    Example: neonpy preview env stacks/tudao --pr 42 --format prisma -o .env
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.workflows.manage_previews import find_preview

    desired, wanted = _asked(stack, var, var_file, pr=pr, slug=slug, name=name, project=project)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    branch = find_preview(desired, access, wanted)[0].name
    env_command.env(
        stack,
        form=form,
        out=out,
        reveal=reveal,
        project=project,
        branch=branch,
        database=database,
        role=role,
        as_json=as_json,
        var=var,
        var_file=var_file,
        local=local,
        data_dir=data_dir,
        api_host=api_host,
        api_key_file=api_key_file,
    )


def _asked(
    stack: Path,
    var: list[str] | None,
    var_file: list[Path] | None,
    *,
    pr: str,
    slug: str,
    name: str,
    project: str | None,
) -> "tuple[Desired, WantedPreview]":
    from neonctl_py.cli.loading import load
    from neonctl_py.workflows.preview_names import WantedPreview, checked_out_branch, wanted_preview

    desired = load(stack, var, var_file).desired
    said = WantedPreview(pr, slug, name, project)
    return desired, wanted_preview(said, os.environ, "" if pr or slug or name else checked_out_branch())


def _settings(  # noqa: PLR0917  one for each option
    written: "Previews",
    parent: str | None,
    data: Data | None,
    ttl: str | None,
    most: int | None,
    seed: list[str] | None,
) -> "Previews":
    from neonctl_py.cli.loading import duration

    seconds = duration("--ttl", ttl)
    if seconds is not None and not 60 <= seconds <= 30 * 86_400:
        raise NeonpyError("a preview lives from 1m to 30d", detail=f"--ttl {ttl}")
    files = tuple(("", str(Path(file).absolute())) for file in seed or ())
    return replace(
        written,
        parent=parent or written.parent,
        data=data.value if data is not None else written.data,
        ttl=round(seconds) if seconds is not None else written.ttl,
        most=most or written.most,
        seed=(*written.seed, *files),
    )


def _form(output: Output | None, *, as_json: bool) -> str:
    if as_json and output not in (None, Output.JSON):
        raise NeonpyError("two forms at once", hint="Give one of --json and --output.")
    return Output.JSON.value if as_json else output.value if output is not None else ""
