"""``neonpy psql``: a session on a database of a stack."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from neonctl_py.cli import options

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "channel_binding": "PGCHANNELBINDING",
    "options": "PGOPTIONS",
}


def psql(
    stack: options.Stack = Path(),
    *,
    command: Annotated[
        list[str] | None,
        typer.Option(
            "--command", "-c", metavar="SQL", help="Run this and leave; repeatable.", show_default=False
        ),
    ] = None,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    role: options.Role = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Open psql on a database of a stack. Not through the pooler.

    Example: neonpy psql --local -c 'select 1'
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.render.environment import masked, url_parts
    from neonctl_py.workflows.connection_environment import WantedDatabase, connection_environment

    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    wanted = WantedDatabase(project=project, branch=branch, database=database, role=role)
    found = connection_environment(loaded.desired, access, wanted)
    url = found.direct.reveal()
    program = shutil.which("psql")
    if program is None:
        sys.stderr.write(
            "There is no psql on PATH. Install PostgreSQL's client, or use any other with this URL:\n"
        )
        sys.stdout.write(f"{masked(url)}\n")
        sys.stderr.write("neonpy env --reveal prints it with its password.\n")
        return 1
    # By the environment and never as an argument: arguments are seen by everyone on the machine.
    given = {_VARIABLES[name]: value for name, value in url_parts(url).items() if name in _VARIABLES}
    told = [word for text in command or () for word in ("-c", text)]
    arguments = [program, "-X", *told] if told else [program]
    return _become(program, arguments, {**os.environ, **given})


def _become(program: str, arguments: list[str], environment: dict[str, str]) -> NoReturn:
    sys.stdout.flush()
    os.execve(program, arguments, environment)  # noqa: S606  no shell, and psql becomes this process
