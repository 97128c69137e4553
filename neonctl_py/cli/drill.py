"""``neonpy drill``: try a restore on a throwaway branch."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.cli import options


def drill(
    stack: options.Stack = Path(),
    *,
    at: options.At = None,
    ago: options.Ago = None,
    snapshot: options.Snapshot = None,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="DURATION", help="Fail if it takes longer.", show_default=False),
    ] = None,
    identical: Annotated[
        bool,
        typer.Option(
            "--identical", help="Fail unless every row is as it is now; reads them all, on both sides."
        ),
    ] = False,
    project: options.Project = None,
    branch: options.OneBranch = None,
    output_format: Annotated[
        str, typer.Option("--format", metavar="text|markdown|json", help="How the report is printed.")
    ] = "text",
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Try a restore on a throwaway branch. Exits 1 when it failed.

    Example: neonpy drill stacks/shop --ago 1h --within 15m
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import duration, load
    from neonctl_py.cli.rehearsing import interruptible
    from neonctl_py.errors import NeonpyError
    from neonctl_py.render.characters import one_line
    from neonctl_py.render.drill import drill_document, drill_markdown
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.drill import drill_lines
    from neonctl_py.workflows.drill import drill as try_it
    from neonctl_py.workflows.past_point import PastWish
    from neonctl_py.workflows.reviewed_databases import Wanted

    chosen = "json" if as_json else output_format
    if chosen not in ("text", "markdown", "json"):
        raise NeonpyError("no such format", detail=f"--format {chosen}", hint="It is text, markdown or json.")
    wish = PastWish(at, duration("--ago", ago), snapshot)
    limit = duration("--within", within)
    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)

    def tell(text: str) -> None:
        sys.stderr.write(one_line(text) + "\n")

    with interruptible():
        wanted = Wanted(project=project, branch=branch)
        report = try_it(desired, access, wanted, wish, within=limit, tell=tell, identical=identical)
    if chosen == "json":
        sys.stdout.write(dumps(drill_document(report)))
    elif chosen == "markdown":
        sys.stdout.write(drill_markdown(report))
    else:
        console = console_for(sys.stdout)
        print_lines(console, drill_lines(report, width=console.width))
    return 0 if report.has_passed else 1
