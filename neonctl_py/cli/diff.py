"""``neonpy diff``: what turns one database into another."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.cli.ahead import URLS
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.workflows.diff_databases import Side

DIFFERENT = 2
_NOWHERE = "postgresql://nobody@localhost/nothing"
_SIDE = "A URL, a branch (project/branch), a stack, or a .sql file."


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="A", help=_SIDE, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="B", help="What A shall become.", show_default=False)],
    *,
    sql: Annotated[
        bool,
        typer.Option("--sql", help="Print a script for psql -f; nothing when there is nothing to do."),
    ] = False,
    with_secrets: Annotated[
        bool,
        typer.Option("--with-secrets", help="Write passwords of servers and subscriptions into the script."),
    ] = False,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit 2 when they differ.")
    ] = False,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Show what turns one database into another. Changes neither.

    Exits with 1 when it can't be done: standard error says why, and no script is printed.

    Example: neonpy diff shop/production shop/staging --sql
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.printing import print_notes, print_plan, print_plan_json
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.workflows.diff_databases import diff_databases

    if sql and as_json:
        raise NeonpyError("two forms at once", hint="Give one of --json and --sql.")
    if with_secrets and not sql:
        raise NeonpyError("--with-secrets is about a script", hint="Give --sql, too.")
    first, second = (_side(text, var, var_file) for text in (old, new))
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    with throwaway_postgres() as throwaway:
        found = diff_databases(first, second, access, throwaway, for_script=sql, ahead=context.obj or ())
    plan = found.plan
    if as_json:
        print_plan_json(plan)
    elif sql:
        from neonctl_py.workflows.sql_text import hides_secrets, runnable_sql

        script = runnable_sql(plan, found.session, secrets=with_secrets)
        sys.stdout.write(script)
        print_notes(plan, without_secrets=hides_secrets(script))
    elif plan.is_empty:
        sys.stdout.write("No differences.\n")
    else:
        print_plan(plan, verbose=verbose, allowed=[hazard.value for hazard in Hazard])
    return DIFFERENT if detailed_exitcode and not plan.is_empty else 0


def _side(text: str, var: list[str] | None, var_file: list[Path] | None) -> "Side":
    """What a person means: a URL, an existing path, else a branch."""
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.diff_databases import BranchSide, SqlSide

    path = Path(text)
    if text.startswith(URLS):
        return Secret(text)
    if path.suffix == ".sql":
        from neonctl_py.cli.import_ import sql_texts

        return SqlSide(sql_texts([path]))
    if path.exists():
        from neonctl_py.cli.loading import load_with, variables

        values = variables(var or (), var_file or ())
        return load_with(path, values, url=_NOWHERE).desired  # its own server is not asked
    if "=" in text:  # it may hold a password, so it isn't repeated
        raise NeonpyError(
            "what shall be compared?",
            detail="A connection is written as a URL here, not as keyword=value.",
            hint="neonpy diff postgresql://ann@localhost/shop shop/staging",
        )
    parts = text.split("/")
    if len(parts) not in (2, 3) or not all(parts):
        raise NeonpyError(
            "what shall be compared?",
            detail=f"{text} is no URL, no file or folder that exists, and no project/branch.",
            hint="neonpy diff shop/production shop/staging",
        )
    return BranchSide(*parts)
