"""``neonpy restore``: bring a branch back to a moment of its past."""

import os
import shlex
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.workflows.restore_branch import BranchRestore, ComesBack


def restore(
    stack: options.Stack = Path(),
    *,
    at: options.At = None,
    ago: options.Ago = None,
    snapshot: options.Snapshot = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    project: options.Project = None,
    branch: options.OneBranch = None,
    allow: options.Allow = None,
    yes: options.Yes = False,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Bring a branch back to a moment of its past. Its present is kept.

    Example: neonpy restore stacks/shop --ago 10m --dry-run
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.applying import require_terminal_or_yes
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.cli.loading import duration, load
    from neonctl_py.errors import NeonpyError
    from neonctl_py.render.characters import one_line
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.past_point import PastWish
    from neonctl_py.workflows.restore_branch import restore_branch
    from neonctl_py.workflows.reviewed_databases import Wanted

    wish = PastWish(at, duration("--ago", ago), snapshot)
    if wish == PastWish():
        raise NeonpyError(
            "back to when?",
            detail="A restore needs its moment.",
            hint="--at 2026-11-21T14:05:00Z, or --ago 10m, or --snapshot newest. neonpy drill tries it on a throwaway branch first.",
        )
    said = f"--at {at}" if at else f"--ago {ago}" if ago else f"--snapshot {snapshot}"
    target = shlex.quote(str(stack)) + (f" --branch {shlex.quote(branch)}" if branch else "")
    if not dry_run:
        require_terminal_or_yes(yes=yes, as_json=as_json)
    desired = load(stack, var, var_file).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)

    def show(plan: "BranchRestore") -> bool:
        _tell_plan(plan, target, as_json=as_json)
        return not dry_run

    def tell(text: str) -> None:
        if not as_json:
            sys.stdout.write(f"  {one_line(text)}\n")

    done, unnoted = restore_branch(
        desired,
        access,
        Wanted(project=project, branch=branch),
        wish,
        allowed=tuple(allow or ()),
        show=show,
        agree=lambda: confirm("Restore it?", yes=yes),
        origin=origin_of(f"neonpy restore {stack} {said}", stack, os.environ),
        tell=tell,
    )
    if done is not None:
        _tell_done(done, target, as_json=as_json)
    for problem in unnoted:
        sys.stderr.write(one_line(f"not in the journal: {problem}") + "\n")
    return 0


def _tell_plan(plan: "BranchRestore", target: str, *, as_json: bool) -> None:
    from neonctl_py.render.characters import one_line

    if as_json:
        _print_json("restore", plan, target)
        return
    lines = (
        f"{plan.branch} becomes what it was: {plan.point.text}.",
        f"What was written to it since then, {_ago(plan.minutes)}, leaves it;",
        f"all that it holds now stays as the branch {plan.replaced}.",
        "Its name, its computes and their connection strings stay. Open connections end.",
        *(["What was meant to be gone comes back with it:"] if plan.comes_back else []),
        *(f"  {_returning(item)}; afterwards: {_again(item, target)}" for item in plan.comes_back),
        *(f"Could not be asked what comes back with it: {problem}" for problem in plan.unread),
    )
    sys.stdout.writelines(f"{one_line(line)}\n" for line in lines)


def _returning(item: "ComesBack") -> str:
    when = f"{item.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if item.kind == "password":
        return f"the password that {item.name} had before its new one of {when}"
    return f"{item.rows} rows, or their keys, that {item.what} took away until {when}"


def _again(item: "ComesBack", target: str) -> str:
    """What to type to have it gone again. ``target``: the stack, and the branch where one was named."""
    name = shlex.quote(item.name)
    if item.kind == "password":
        return f"neonpy rotate {target} --role {name}"
    return f"neonpy retention run {target} --only {name}"


def _ago(minutes: float) -> str:
    """For people: 40 seconds, 12 minutes, 3.5 hours, 4.0 days."""
    if minutes < 2:
        return f"{minutes * 60:.0f} seconds"
    if minutes < 120:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.1f} hours" if minutes < 2880 else f"{minutes / 1440:.1f} days"


def _tell_done(plan: "BranchRestore", target: str, *, as_json: bool) -> None:
    from neonctl_py.render.characters import one_line

    if as_json:
        _print_json("restored", plan, target)
        return
    lines = (
        f"Restored {plan.branch}. What it held before is the branch {plan.replaced}.",
        "Next: neonpy plan (what the stack has changed since then), neonpy check.",
        *(f"      {_again(item, target)}" for item in plan.comes_back),
    )
    sys.stdout.writelines(f"{one_line(line)}\n" for line in lines)


def _print_json(kind: str, plan: "BranchRestore", target: str) -> None:
    from neonctl_py.render.json_document import FORMAT_VERSION, one_line

    document = {
        "format_version": FORMAT_VERSION,
        "type": kind,
        "branch": str(plan.branch),
        "source": plan.point.text,
        "moment": plan.point.moment.isoformat(),
        "replaced": plan.replaced,
        "comes_back": [
            {
                "kind": item.kind,
                "of": str(item.what),
                "since": item.since.isoformat(),
                "rows": item.rows or None,
                "hint": _again(item, target),
            }
            for item in plan.comes_back
        ],
        "could_not_ask": list(plan.unread),
    }
    sys.stdout.write(one_line(document))
