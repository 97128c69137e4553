"""``neonpy local …``: the embedded Neon, started, looked at, stopped, wiped."""

import json
import shlex
import sys
from collections import deque
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.cli.local_server import data_directory, emulator_failures, start_server
from neonctl_py.errors import NeonpyError

app = typer.Typer(
    help="The embedded Neon: its API and real Postgres, on this machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class StatusFormat(StrEnum):
    """How ``local status`` prints."""

    TEXT = "text"
    ENV = "env"
    JSON = "json"


@app.command("start")
def start(
    data_dir: options.DataDir = None,
    pg_bin: Annotated[
        Path | None,
        typer.Option(
            help="A folder with postgres, initdb…", show_default=False, envvar="NEONPY_POSTGRES_BIN"
        ),
    ] = None,
) -> None:
    """Start it, or say that it runs.

    Example: neonpy local start
    """
    server = start_server(data_dir, pg_bin=pg_bin)
    sys.stdout.write(f"The embedded Neon listens on {server.url}\n")
    sys.stdout.write('To use it from other programs: eval "$(neonpy local status --format env)"\n')


@app.command("stop")
def stop(data_dir: options.DataDir = None) -> None:
    """Stop it and its Postgres servers. What they hold stays.

    Example: neonpy local stop
    """
    from neonctl_py.emulator import control

    with emulator_failures():
        stopped = control.stop(data_directory(data_dir))
    sys.stdout.write("Stopped.\n" if stopped else "It was not running.\n")


@app.command("status")
def status(
    data_dir: options.DataDir = None,
    form: Annotated[
        StatusFormat, typer.Option("--format", help="text, env (for eval) or json.")
    ] = StatusFormat.TEXT,
    as_json: options.Json = False,
) -> None:
    """Say whether it runs, and where. Exits 1 when it does not.

    Example: eval "$(neonpy local status --format env)"
    """
    from neonctl_py.emulator import control

    directory = data_directory(data_dir)
    with emulator_failures():
        server = control.status(directory)
    if server is None:
        raise NeonpyError(
            "the embedded Neon is not running",
            detail=f"Data directory: {directory}",
            hint="neonpy local start",
        )
    if as_json or form is StatusFormat.JSON:
        facts = {"url": server.url, "pid": server.pid, "port": server.port, "data_dir": str(server.data_dir)}
        sys.stdout.write(json.dumps(facts, indent=2) + "\n")
    elif form is StatusFormat.ENV:
        sys.stdout.write(f"export NEON_API_HOST={shlex.quote(server.url)}\n")
        sys.stdout.write(f"export NEON_API_KEY={shlex.quote(server.api_key)}\n")
    else:
        sys.stdout.write(f"Running: {server.url} (process {server.pid})\nData directory: {server.data_dir}\n")


@app.command("reset")
def reset(data_dir: options.DataDir = None, yes: options.Yes = False) -> None:
    """Stop it and delete everything that it keeps.

    Example: neonpy local reset --yes
    """
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.emulator import control

    directory = data_directory(data_dir)
    confirm(f"Delete everything that the embedded Neon keeps in {directory}?", yes=yes)
    with emulator_failures():
        control.reset(directory)
    sys.stdout.write(f"Deleted {directory}\n")


@app.command("logs")
def logs(
    data_dir: options.DataDir = None,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many of the last lines.", min=1)] = 50,
) -> None:
    """Print the end of the server's log.

    Example: neonpy local logs -n 200
    """
    from neonctl_py.emulator import control

    path = control.log_path(data_directory(data_dir))
    if not path.exists():
        raise NeonpyError("there is no log yet", detail=str(path), hint="neonpy local start")
    with path.open(encoding="utf-8", errors="replace") as file:
        sys.stdout.writelines(deque(file, maxlen=lines))
