"""``neonpy env``: connection strings for applications and tools."""

import os
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from neonctl_py.cli import options
from neonctl_py.render.environment import EnvironmentFormat


def env(
    stack: options.Stack = Path(),
    *,
    form: Annotated[
        EnvironmentFormat, typer.Option("--format", "-f", help="The form of the output.")
    ] = EnvironmentFormat.DOTENV,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Write it there, readable by you only.", show_default=False
        ),
    ] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show passwords on a terminal and in CI logs.")
    ] = False,
    project: options.Project = None,
    branch: options.OneBranch = None,
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
    """Print connection strings. Pooled is for applications, direct for migrations.

    Example: neonpy env --format prisma -o .env
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.files import PRIVATE, require_writable, write_file
    from neonctl_py.cli.loading import load
    from neonctl_py.render.environment import Urls, environment_text, masked
    from neonctl_py.workflows.connection_environment import WantedDatabase, connection_environment

    if out is not None:
        require_writable(out)
    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    wanted = WantedDatabase(project=project, branch=branch, database=database, role=role)
    found = connection_environment(loaded.desired, access, wanted)
    pooled, direct = found.pooled.reveal(), found.direct.reveal()
    if urlsplit(direct).password is None:
        sys.stderr.write(
            f"There is no password in it: {found.role}'s is kept nowhere. apply --secrets-out delivers it once, when the "
            "role is made.\n"
        )
    hidden = out is None and not reveal and _is_watched()
    if hidden:
        pooled, direct = masked(pooled), masked(direct)
    name = ".".join(found.database.name)
    text = environment_text(Urls(name, pooled, direct), EnvironmentFormat.JSON if as_json else form)
    if out is not None:
        write_file(out, text, mode=PRIVATE)
        sys.stdout.write(f"Wrote {out} (mode 0600) for {found.role} on {found.database}\n")
        return
    sys.stdout.write(text)
    if urlsplit(found.direct.reveal()).password is None:
        sys.stderr.write(f"There is no password in it: neonpy doesn't know that of {found.role}.\n")
    elif hidden:
        sys.stderr.write("Passwords are hidden here. Add --reveal, or write a file with -o FILE.\n")


def _is_watched() -> bool:
    """Would a secret on standard output be seen: on a terminal, or in the log of a CI job?"""
    return sys.stdout.isatty() or os.environ.get("CI", "").lower() in ("1", "true")
