"""``neonpy test``: the stack's own proofs of who sees, may do and is refused what."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.run_proofs import ProofRequest


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


def prove(
    stack: options.Stack = Path(),
    *,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "-k", metavar="TEXT", help="Only tests with this in their names; repeatable.", show_default=False
        ),
    ] = None,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="Weaken each policy and grant in turn, too: some test has to notice."),
    ] = False,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Only show which role may do what with which table.")
    ] = False,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="On what the stack says, built in a throwaway Postgres here."),
    ] = False,
    in_place: Annotated[
        bool,
        typer.Option("--in-place", help="In the database itself, in a transaction that is rolled back."),
    ] = False,
    branch: options.OneBranch = None,
    url: options.Url = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the results.")] = Format.TEXT,
    as_json: options.Json = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every statement.")] = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Try as each role what it sees and is refused. Nothing stays.

    They run on a copy of the branch without its rows, which is deleted at the end; without Neon on a
    throwaway Postgres with the database's catalog. Exits 1 when a test fails, or a weakening goes unnoticed.

    Example: neonpy test stacks/shop --offline --mutate
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import desired_on, load_with, variables
    from neonctl_py.cli.rehearsing import interruptible
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.run_proofs import ProofRequest

    form = Format.JSON if as_json else form
    _require_one_place(offline=offline, in_place=in_place, branch=branch, url=url)
    if in_place and mutate:
        raise NeonpyError(
            "nothing is weakened in place",
            detail="--mutate changes policies and grants, and would lock their tables until it is rolled back.",
            hint="Leave out --in-place: neonpy test --mutate works on a copy.",
        )
    loaded = load_with(stack, variables(var or (), var_file or ()), url=url)
    desired = desired_on(loaded.desired, url, None)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    request = ProofRequest(
        throwaway=throwaway_postgres,
        where="offline" if offline else "in-place" if in_place else "copy",
        branch=branch,
        names=tuple(names or ()),
        mutate=mutate,
        tell=_teller(),
    )
    with interruptible():
        return (
            _show_matrix(desired, access, request, form)
            if matrix
            else _run(desired, access, request, form, verbose=verbose)
        )


def _run(
    desired: "Desired", access: "NeonAccess", request: "ProofRequest", form: Format, *, verbose: bool
) -> int:
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.proof_document import proofs_document, proofs_junit
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.proofs import proof_lines
    from neonctl_py.workflows.run_proofs import run_proofs

    report = run_proofs(desired, access, request)
    match form:
        case Format.JSON:
            sys.stdout.write(dumps(proofs_document(report)))
        case Format.JUNIT:
            sys.stdout.write(proofs_junit(report))
        case Format.TEXT:
            console = console_for(sys.stdout)
            print_lines(console, proof_lines(report, width=console.width, verbose=verbose))
    return 0 if report.has_passed else 1


def _show_matrix(desired: "Desired", access: "NeonAccess", request: "ProofRequest", form: Format) -> int:
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.proof_document import access_document
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.proofs import access_lines
    from neonctl_py.workflows.run_proofs import show_access

    shown = show_access(desired, access, request)
    if form is Format.JSON:
        sys.stdout.write(dumps(access_document(shown)))
    else:
        print_lines(console_for(sys.stdout), access_lines(shown))
    return 0


def _require_one_place(*, offline: bool, in_place: bool, branch: str | None, url: str | None) -> None:
    wanted = [name for name, given in (("--offline", offline), ("--in-place", in_place)) if given]
    if len(wanted) > 1 or (offline and (branch is not None or url is not None)):
        raise NeonpyError(
            "two places at once",
            detail="--offline builds what the stack says here, and asks no branch and no server.",
            hint="Give one of --offline, --in-place; --branch and --url not with --offline.",
        )


def _teller() -> "Callable[[Address, str], None]":
    """What is going on, on standard error; what passes by only in a terminal, on one line."""
    from neonctl_py.render.characters import one_line

    def tell(place: "Address", text: str) -> None:
        if not text.startswith("weakens "):
            sys.stderr.write(one_line(f"test of {place}: {text}") + "\n")
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{one_line(f'test of {place}: {text}')}")
            done, _, of = text.removeprefix("weakens ").partition(" of ")
            sys.stderr.write("\r\033[K" if done == of else "")

    return tell
