"""``neonpy rotate``: new passwords for roles whose time has come."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.report.rotation_report import DuePassword, RotationReport
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.rotate_passwords import RotationRequest


def rotate(
    stack: options.Stack = Path(),
    *,
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            metavar="NAME",
            help="This role, due or not; repeatable. Without it: all that are due.",
            show_default=False,
        ),
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Of the named roles, too, only those that are due.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what is due. Exits 2 when anything is.")
    ] = False,
    env_file: Annotated[
        Path | None,
        typer.Option(
            "--env-file",
            metavar="FILE",
            help="Change the role's URLs and variables in this .env file.",
            show_default=False,
        ),
    ] = None,
    secrets_out: Annotated[
        str | None,
        typer.Option(
            "--secrets-out",
            metavar="FILE|env|github",
            help="Where the new passwords go, as in apply.",
            show_default=False,
        ),
    ] = None,
    deliver_with: Annotated[
        str | None,
        typer.Option(
            "--deliver-with",
            metavar="COMMAND",
            help="Give each to a command: JSON with role, user, password on its standard input.",
            show_default=False,
        ),
    ] = None,
    send_secrets: Annotated[
        bool,
        typer.Option("--send-secrets", help="Only send the secrets of Neon Auth's providers again."),
    ] = False,
    branch: options.OneBranch = None,
    yes: options.Yes = False,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Give roles new passwords before the old ones get too old.

    Example: neonpy rotate stacks/shop --env-file .env
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.cli.rotation_out import rotation_sink
    from neonctl_py.cli.secrets_out import plain_names
    from neonctl_py.report.rotation_report import RotationReport
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.rotate_passwords import (
        Rotating,
        RotationRequest,
        due_passwords,
        rotate_passwords,
    )

    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    if send_secrets and dry_run:
        return _would_send(desired, access, as_json=as_json)
    if send_secrets:
        return _send(desired, access, yes=yes, as_json=as_json)
    request = RotationRequest(roles=tuple(role or ()), only_due=due, branch=branch)
    if dry_run:
        looked_at = due_passwords(desired, access, request)
        _tell(RotationReport(looked_at=looked_at), request, as_json=as_json)
        return 2 if any(item.is_due for item in looked_at) else 0
    _require_answer(yes=yes, as_json=as_json)
    with rotation_sink(
        where=secrets_out,
        env_file=env_file,
        command=deliver_with,
        as_json=as_json,
        plain_names=plain_names(desired),
        partners=_partners(desired),
    ) as sink:
        doing = Rotating(
            sink=sink,
            agree=lambda chosen: _ask(chosen, yes=yes),
            tell=_note,
            origin=origin_of(f"neonpy rotate {stack}", stack, os.environ),
        )
        report = rotate_passwords(desired, access, request, doing)
        _tell(report, request, as_json=as_json)
    return 1 if any(item.doubt for item in report.rotated) else 0


def _require_answer(*, yes: bool, as_json: bool) -> None:
    from neonctl_py.cli.applying import require_terminal_or_yes

    require_terminal_or_yes(yes=yes, as_json=as_json)


def _ask(chosen: "tuple[DuePassword, ...]", *, yes: bool) -> None:
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.rotation import asking_lines

    if yes:
        return
    console = console_for(sys.stdout)
    print_lines(console, asking_lines(chosen, width=console.width))
    confirm("Do you want to give these roles new passwords?", yes=yes)


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _tell(report: "RotationReport", request: "RotationRequest", *, as_json: bool) -> None:
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.rotation_document import rotation_document
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.rotation import rotation_lines

    if as_json:
        sys.stdout.write(dumps(rotation_document(report)))
        return
    console = console_for(sys.stdout)
    print_lines(console, rotation_lines(report, width=console.width, is_named=bool(request.roles)))


def _send(desired: "Desired", access: "NeonAccess", *, yes: bool, as_json: bool) -> int:
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.report.rotation_report import RotationReport
    from neonctl_py.workflows.rotate_passwords import RotationRequest
    from neonctl_py.workflows.send_secrets import send_secrets

    _require_answer(yes=yes, as_json=as_json)
    confirm("Do you want to send the secrets of Neon Auth again?", yes=yes)
    _tell(
        RotationReport(looked_at=(), sent=send_secrets(desired, access)), RotationRequest(), as_json=as_json
    )
    return 0


def _would_send(desired: "Desired", access: "NeonAccess", *, as_json: bool) -> int:
    """Nobody knows whether what is there differs, so that all of them count as due."""
    from neonctl_py.render.characters import one_line
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.rotation_document import rotation_document
    from neonctl_py.report.rotation_report import RotationReport
    from neonctl_py.workflows.send_secrets import send_secrets

    places = send_secrets(desired, access, only_look=True)
    if as_json:
        nothing_sent = rotation_document(RotationReport(looked_at=()))
        sys.stdout.write(dumps(nothing_sent | {"would_send": [str(place) for place in places]}))
    else:
        sys.stdout.writelines(f"would send  {one_line(str(place))}\n" for place in places)
        sys.stdout.write("Nothing was sent.\n")
    return 2 if places else 0


def _partners(desired: "Desired") -> "dict[Address, str]":
    from neonctl_py.model.role import Role

    return {
        address: value.password_takes_turns_with
        for address, value in desired.objects.items()
        if isinstance(value, Role) and isinstance(value.password_takes_turns_with, str)
    }
