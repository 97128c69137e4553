"""``neonpy rollback``: take back what the last apply changed."""

import os
import shlex
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.restore_kept import Restoring
    from neonctl_py.workflows.reviewed_databases import Wanted
    from neonctl_py.workflows.roll_back import PastApply, RollBack

_SHOWN = 12


def rollback(
    stack: options.Stack = Path(),
    *,
    restore: Annotated[
        bool, typer.Option("--restore", help="Restore the branch from what was kept before the apply.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    allow: options.Allow = None,
    yes: options.Yes = False,
    wait: options.Wait = None,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Take back what the last apply changed.

    Example: neonpy rollback stacks/shop --dry-run
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.applying import Manner, require_terminal_or_yes, run_apply
    from neonctl_py.cli.loading import duration, load
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.cli.secrets_out import secrets_sink
    from neonctl_py.workflows.origin import Origin, origin_of
    from neonctl_py.workflows.plan_stack import PlanRequest, plan_stack
    from neonctl_py.workflows.reviewed_databases import Wanted
    from neonctl_py.workflows.roll_back import roll_back

    if not dry_run:
        require_terminal_or_yes(yes=yes, as_json=as_json)
    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    wanted = Wanted(project=project, database=database, branch=branch)
    command = next_command("rollback", stack, local=local, branch=[branch] if branch else None)
    here = origin_of(f"neonpy rollback {stack}{' --restore' if restore else ''}", stack, os.environ)
    if restore:
        return _restore(
            desired,
            access,
            wanted,
            here,
            target=shlex.quote(str(stack)) + (f" --branch {shlex.quote(branch)}" if branch else ""),
            allowed=tuple(allow or ()),
            yes=yes,
            dry_run=dry_run,
            as_json=as_json,
        )
    found = roll_back(desired, access, wanted)
    request = PlanRequest.of(None, wanted.branches)
    if dry_run:
        _tell(found.past, found, as_json=as_json)
        return _show(
            plan_stack(found.desired, access, request).plan, command, as_json=as_json, verbose=verbose
        )
    _tell(found.past, found, as_json=as_json)
    manner = Manner(
        question="Do you want to take this back?",
        command=command,
        yes=yes,
        allowed=tuple(allow or ()),
        as_json=as_json,
        verbose=verbose,
        origin=Origin(here.who, here.command, here.commit, found.past.id),
        wait=duration("--wait", wait),
    )
    with secrets_sink(None, as_json=as_json) as passwords:
        return run_apply(found.desired, access, request, manner, passwords)


def _show(plan: Any, command: str, *, as_json: bool, verbose: bool) -> int:
    from neonctl_py.cli.printing import print_plan, print_plan_json

    if as_json:
        print_plan_json(plan)
    else:
        print_plan(plan, verbose=verbose, command=command)
    return 0


def _tell(past: "PastApply", found: "RollBack | None", *, as_json: bool) -> None:
    stuck = found.stuck if found is not None else ()
    if as_json:
        from neonctl_py.render.json_document import FORMAT_VERSION, one_line

        document = {
            "format_version": FORMAT_VERSION,
            "type": "rollback",
            "apply": past.id,
            "began_at": past.began.isoformat(),
            "who": past.who,
            "command": past.command,
            "lost": [str(place) for place in past.undo.lost],
            "not_put_back": [str(place) for place in stuck],
            "kept": [
                {"branch": str(kept.branch), "kind": kept.kind, "name": kept.name} for kept in past.kept
            ],
        }
        sys.stdout.write(one_line(document))
        return
    from neonctl_py.render.characters import one_line as plain

    when = past.began.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    lines = [f"Takes back what was done at {when}: {past.command} ({past.who})", ""]
    lines += [f"Can't be put back by a plan: {place}" for place in stuck]
    if found is not None and past.undo.lost:
        lines += [f"Comes back without its values: {place}" for place in past.undo.lost]
        lines += [
            f"They are in the {kept.kind} {kept.name} until {kept.until}; --restore brings back the whole branch."
            for kept in past.kept
        ]
    sys.stdout.writelines(f"{plain(line)}\n" for line in lines)


def _restore(
    desired: "Desired",
    access: "NeonAccess",
    wanted: "Wanted",
    origin: Any,
    *,
    target: str,
    allowed: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.render.json_document import one_line
    from neonctl_py.workflows.restore_kept import restore_kept
    from neonctl_py.workflows.roll_back import last_kept

    past = last_kept(desired, access, wanted)
    _tell(past, None, as_json=as_json)

    def show(plans: "tuple[Restoring, ...]") -> bool:
        for plan in plans:
            _tell_restore(plan, past, target, as_json=as_json)
        return not dry_run

    def tell(text: str) -> None:
        if not as_json:
            sys.stdout.write(f"  {text}\n")

    done = restore_kept(
        desired,
        access,
        wanted,
        past,
        allowed=allowed,
        show=show,
        agree=lambda: confirm("Restore it?", yes=yes),
        origin=origin,
        tell=tell,
    )
    for plan in done:
        if as_json:
            sys.stdout.write(
                one_line({"type": "restored", "branch": str(plan.branch), "replaced": plan.replaced})
            )
        else:
            gone = plan.branch.parent.child("branch", plan.replaced) if plan.branch.parent else plan.replaced
            sys.stdout.write(
                f"Restored {plan.branch}. What it held before is the branch {plan.replaced}.\n"
                f"It has no end of its own. Neon deletes it once no branch stands on it: `removed: [{gone}]`\n"
            )
    return 0


def _tell_restore(plan: "Restoring", past: "PastApply", target: str, *, as_json: bool) -> None:
    """Before anybody agrees: what comes back, and what leaves the branch for it."""
    from neonctl_py.cli.returning import leaving_lines, returning_documents, returning_lines
    from neonctl_py.render import characters
    from neonctl_py.render.json_document import one_line
    from neonctl_py.render.wording import amount_words, counted

    amounts = {place: amount_words(rows, size) for place, rows, size in past.undo.amounts}
    if as_json:
        document = {
            "type": "restore",
            "branch": str(plan.branch),
            "kept": {"kind": plan.kept.kind, "name": plan.kept.name, "until": plan.kept.until},
            "replaced": plan.replaced,
            "values": [str(place) for place in plan.values],
            "changed": [str(place) for place in plan.changed],
            "leaves": [
                {"began_at": when.isoformat(), "command": what, "who": who} for when, what, who in past.later
            ],
            "comes_back": returning_documents(plan.comes_back, target),
            "could_not_ask": list(plan.unread),
        }
        sys.stdout.write(one_line(document))
        return

    def listed(title: str, lines: "list[str]") -> "list[str]":
        more = [f"  and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []
        return [title, *(f"  {line}" for line in lines[:_SHOWN]), *more] if lines else []

    values = [
        ", ".join(part for part in (str(place), amounts.get(place, "")) if part) for place in plan.values
    ]
    later = [
        f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC  {what} ({who})" for when, what, who in past.later
    ]
    lines = (
        f"{plan.branch} becomes what it was before that, from the {plan.kept.kind} {plan.kept.name} (kept until {plan.kept.until}).",
        *listed("With their values come back:", values),
        *listed(
            f"As before is, too, {counted(len(plan.changed), 'object')} that it changed:",
            [*map(str, plan.changed)],
        ),
        *listed("What was run since then is undone with it:", later),
        *leaving_lines(plan.minutes, plan.replaced),
        *returning_lines(plan.comes_back, plan.unread, target),
    )
    sys.stdout.writelines(f"{characters.one_line(line)}\n" for line in lines)
