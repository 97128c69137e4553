"""``neonpy apply``: make the world what the stack says."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.plan.plan_file import PlanFile


def apply(
    stack: Annotated[
        Path,
        typer.Argument(
            metavar="STACK|PLAN.json", help="A stack, or a plan saved by plan -o.", show_default=False
        ),
    ] = Path(),
    *,
    target: options.Target = None,
    branch: options.Branch = None,
    url: options.Url = None,
    allow: options.Allow = None,
    assume_small: options.AssumeSmall = False,
    lock_timeout: options.LockTimeout = None,
    lock_retries: options.LockRetries = None,
    statement_timeout: options.StatementTimeout = None,
    yes: options.Yes = False,
    wait: options.Wait = None,
    rehearse: options.Rehearse = False,
    rehearsal_data: options.RehearsalData = None,
    secrets_out: Annotated[
        str | None,
        typer.Option(
            "--secrets-out",
            metavar="FILE|env|github",
            help="Where the passwords of new roles go: a file of mode 0600, standard output, or GitHub's job.",
            show_default=False,
        ),
    ] = None,
    max_age: Annotated[
        str | None,
        typer.Option(
            "--max-age", metavar="DURATION", help="Refuse a saved plan that is older.", show_default=False
        ),
    ] = None,
    contract: options.Contract = False,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Make the world what a stack says: plan, ask, do, plan again.

    Example: neonpy apply stacks/shop --allow deletes-data
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.applying import Manner, require_terminal_or_yes, run_apply
    from neonctl_py.cli.cost import prices_file
    from neonctl_py.cli.loading import desired_on, duration, load_with, rehearsal_choice, variables
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.cli.planning import plan_memory
    from neonctl_py.cli.secrets_out import plain_names, secrets_sink
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.catalog_watch import CatalogWatch
    from neonctl_py.workflows.early_sessions import EarlySessions
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.plan_memory import Asked
    from neonctl_py.workflows.plan_stack import PlanRequest
    from neonctl_py.workflows.waiting import patience_of

    require_terminal_or_yes(yes=yes, as_json=as_json)
    saved = _saved_plan(stack, bool(target or branch or contract or assume_small), max_age)
    seconds = duration("--wait", wait)
    data = rehearsal_choice(rehearsal_data, destroy=bool(saved and saved.destroy and rehearse))
    watch = CatalogWatch()
    values, sessions = variables(var or (), var_file or ()), EarlySessions(watch.note)
    announce = sessions.begin if url is None else None
    place = _place_of(saved) if saved else stack
    loaded = load_with(place, values, announce, url=url)
    desired = desired_on(loaded.desired, url, branch)
    sink = secrets_sink(secrets_out, as_json=as_json, plain_names=plain_names(desired))
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    request = PlanRequest.of(
        target,
        branch,
        assume_small=assume_small,
        contract=contract,
        throwaway=throwaway_postgres,
        prices_file=prices_file(),
    )
    if saved is not None:
        request = PlanRequest.of(
            saved.targets,
            saved.branches,
            destroy=saved.destroy,
            assume_small=saved.assume_small,
            contract=saved.contract,
            throwaway=throwaway_postgres,
            prices_file=prices_file(),
        )
    question = "Destroy all of the above?" if request.destroy else "Do you want to do the above?"
    manner = Manner(
        question=question,
        command=next_command(
            "apply",
            stack,
            local=local,
            target=target,
            branch=branch,
            contract=contract,
            flags=("--assume-small",) if assume_small else (),
        ),
        psql=next_command("psql", place, local=local),
        yes=yes,
        allowed=tuple(allow or ()),
        as_json=as_json,
        verbose=verbose,
        saved=saved,
        patience=patience_of(lock_timeout, lock_retries, statement_timeout),
        origin=origin_of(f"neonpy apply {stack}", place, os.environ),
        wait=seconds,
        rehearsal=replace(desired.rehearsal, data=data or desired.rehearsal.data) if rehearse else None,
    )
    memory = None
    if saved is None and not (local or data_dir or api_host or api_key_file):
        asked = Asked(
            stack, values, targets=request.targets, branches=request.branches, url=url, contract=contract
        )
        memory = plan_memory(asked, loaded)
    with sink as passwords:
        return run_apply(
            desired, access, request, manner, passwords, memory=memory, sessions=sessions, watch=watch
        )


def _saved_plan(path: Path, has_scope: bool, max_age: str | None) -> "PlanFile | None":
    from neonctl_py.cli.loading import duration

    limit = duration("--max-age", max_age)
    if path.suffix != ".json" or path.is_dir():
        if limit is not None:
            raise NeonpyError(
                "only a saved plan has an age",
                detail=f"--max-age {max_age}",
                hint="neonpy plan STACK -o plan.json",
            )
        return None
    from neonctl_py.cli.plan_key import plan_key
    from neonctl_py.plan.plan_file import check_age, check_commit, parse
    from neonctl_py.workflows.origin import tree_of

    if has_scope:
        raise NeonpyError(
            "a saved plan is what it is",
            detail="--target, --branch, --contract and --assume-small were chosen when the plan was made.",
            hint="Plan again with them, or leave them out.",
        )
    key = plan_key()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise NeonpyError("a plan can't be read", detail=f"{path}: {reason}") from error
    saved = parse(text, file=os.fspath(path), key=key.reveal().encode() if key is not None else None)
    if limit is not None:
        check_age(saved, datetime.now(UTC), timedelta(seconds=limit))
    check_commit(saved, *tree_of(_place_of(saved)))
    return saved


def _place_of(saved: "PlanFile") -> Path:
    """Where the stack is: at the same place, or on another machine at the same place below the working folder."""
    place, relative = Path(saved.stack_path), saved.provenance.relative_path
    return Path(relative) if relative and not place.exists() else place
