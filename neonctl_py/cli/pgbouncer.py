"""``neonpy pgbouncer``: the configuration of a PgBouncer of one's own."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.report.pooler import Pooler

_FOLDER = "/etc/pgbouncer"


class PoolMode(StrEnum):
    """What a client has a connection for."""

    TRANSACTION = "transaction"
    SESSION = "session"


class Lookup(StrEnum):
    """Where the pooler has passwords from."""

    FILE = "file"
    QUERY = "query"


def pgbouncer(
    stack: options.Stack = Path(),
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Write the files there; else print one.", show_default=False
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DIR",
            help="Where they will be on the pooler's machine; else DIR of -o.",
            show_default=False,
        ),
    ] = None,
    pool_mode: Annotated[
        PoolMode, typer.Option("--pool-mode", help="A connection for a transaction, or for a session.")
    ] = PoolMode.TRANSACTION,
    auth: Annotated[
        Lookup | None,
        typer.Option(
            "--auth",
            help="Passwords from a file, or asked of the server (not on Neon); else what the server allows.",
            show_default=False,
        ),
    ] = None,
    secrets: Annotated[
        Path | None,
        typer.Option(
            "--secrets",
            metavar="FILE",
            help="With -o: write the list of passwords, too, from what --secrets-out wrote.",
            show_default=False,
        ),
    ] = None,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> None:
    """Write a PgBouncer configuration from a stack's limits.

    Pool sizes, each role's limit, timeouts, TLS to the server. No password is in it.

    Example: neonpy pgbouncer stacks/shop -o pooler
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.cli.secrets_out import variable_names
    from neonctl_py.render.pgbouncer import pgbouncer_ini
    from neonctl_py.workflows.connection_environment import WantedDatabase
    from neonctl_py.workflows.poolers import poolers

    if secrets is not None and out is None:
        raise NeonpyError("passwords are written to files only", hint="Add -o DIR.")
    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    found = poolers(
        desired,
        access,
        WantedDatabase(project=project, branch=branch, database=database),
        variable_names(desired),
        mode=pool_mode.value,
        lookup=None if auth is None else auth.value,
    )
    for one in found:
        for note in one.notes:
            sys.stderr.write(f"{one.project}: {note}\n")
    if out is None:
        if len(found) > 1:
            raise NeonpyError(
                "which project?",
                detail="The stack has " + ", ".join(one.project for one in found) + ".",
                hint="Name one with --project, or -o DIR writes a folder for each.",
            )
        sys.stdout.write(pgbouncer_ini(found[0], at or _FOLDER))
        return
    values = _values(secrets) if secrets is not None else None
    for one in found:
        folder = out if len(found) == 1 else out / one.project
        place = (
            (at.rstrip("/") + ("" if len(found) == 1 else f"/{one.project}"))
            if at
            else str(folder.absolute())
        )
        _write(one, folder, place, values)


def _write(pooler: "Pooler", folder: Path, place: str, values: dict[str, str] | None) -> None:
    from neonctl_py.cli.files import PRIVATE, write_file
    from neonctl_py.render import pgbouncer as texts

    files = [
        (texts.INI, texts.pgbouncer_ini(pooler, place), 0o644),
        (texts.SCRIPT, texts.userlist_script(pooler), 0o755),
    ]
    if pooler.asks_server:
        files.append((texts.SETUP, texts.setup_sql(pooler), 0o644))
    if values is not None:
        files.append((texts.USERS, texts.userlist(_passwords(pooler, values)), PRIVATE))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NeonpyError("a folder can't be made", detail=f"{folder}: {error.strerror}") from error
    for name, text, mode in files:
        write_file(folder / name, text, mode=mode)
        private = " (mode 0600)" if mode == PRIVATE else ""
        sys.stdout.write(f"Wrote {folder / name}{private}\n")
    sys.stdout.write("\nNext:\n")
    if pooler.asks_server:
        sys.stdout.write(f"  psql -f {folder / texts.SETUP}     in each database, as a superuser\n")
    if values is None:
        sys.stdout.write(f"  {folder / texts.SCRIPT}     makes {texts.USERS} from the environment\n")
    sys.stdout.write(f"  pgbouncer {folder / texts.INI}     as an ordinary user, port {pooler.port}\n")


def _passwords(pooler: "Pooler", values: dict[str, str]) -> dict[str, str]:
    from neonctl_py.render.pgbouncer import AUTH_ROLE, AUTH_VARIABLE

    wanted = (
        {AUTH_ROLE: AUTH_VARIABLE} if pooler.asks_server else {one.name: one.variable for one in pooler.roles}
    )
    missing = sorted(variable for variable in wanted.values() if not values.get(variable))
    if missing:
        raise NeonpyError(
            "a password is missing",
            detail=f"The file has no {', '.join(missing)}.",
            hint="apply --secrets-out FILE delivers each once, when its role is made; neonpy rotate makes new ones.",
        )
    return {name: values[variable] for name, variable in wanted.items()}


def _values(file: Path) -> dict[str, str]:
    """Lines of NAME='value'."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise NeonpyError("the file of passwords can't be read", detail=f"{file}: {reason}") from error
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
