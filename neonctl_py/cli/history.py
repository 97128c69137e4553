"""``neonpy history``: what neonpy did to the databases of a stack."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.workflows.read_history import PastRun


def history(
    stack: options.Stack = Path(),
    *,
    statements: Annotated[bool, typer.Option("--statements", help="With the SQL of each run.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="NUMBER", help="The newest; 0 is all.", min=0)
    ] = 20,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """List what changed the databases: who, when, how it ended.

    Example: neonpy history stacks/shop --branch production --statements
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.render.json_document import FORMAT_VERSION, dumps
    from neonctl_py.workflows.read_history import read_history
    from neonctl_py.workflows.reviewed_databases import Wanted

    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    wanted = Wanted(project=project, database=database, branch=branch)
    every = read_history(desired, access, wanted, statements=statements)
    shown = every[:limit] if limit else every
    if as_json:
        runs = [_document(past, statements=statements) for past in shown]
        sys.stdout.write(dumps({"format_version": FORMAT_VERSION, "runs": runs}))
        return 0
    if not shown:
        sys.stdout.write("Nothing was done here by neonpy yet.\n")
    for past in shown:
        _print(past)
    if len(shown) < len(every):
        sys.stdout.write(f"and {len(every) - len(shown)} earlier (--limit 0 shows all)\n")
    return 0


def _print(past: "PastRun") -> None:
    from neonctl_py.render.characters import one_line

    took = "" if past.seconds is None else f" in {past.seconds:.1f} s"
    count = "1 statement" if past.count == 1 else f"{past.count} statements"
    when = past.started.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    sys.stdout.write(f"{when}  {past.outcome}{took}  {past.database}\n")
    commit = f", commit {past.commit[:12]}{'+' if past.commit.endswith('+') else ''}" if past.commit else ""
    plan = f", plan {past.plan_fingerprint[:12]}" if past.plan_fingerprint else ""
    sys.stdout.write(f"    {one_line(past.who)}: {one_line(past.command)} ({count}{commit}{plan})\n")
    for text in past.statements:
        lines = text.rstrip().rstrip(";").splitlines() or [""]
        sys.stdout.writelines(f"    {line}\n" for line in (*lines[:-1], f"{lines[-1]};"))


def _document(past: "PastRun", *, statements: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "database": str(past.database),
        "run": past.run,
        "started_at": past.started.isoformat(),
        "seconds": past.seconds,
        "who": past.who,
        "command": past.command,
        "stack": past.stack,
        "commit": past.commit,
        "plan_fingerprint": past.plan_fingerprint,
        "outcome": past.outcome,
        "statement_count": past.count,
    }
    return {**document, "statements": list(past.statements)} if statements else document
