"""``neonpy restore``: bring a branch back to a moment of its past."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.workflows.restore_branch import BranchRestore


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
    from neonctl_py.cli.returning import leaving_lines, returning_lines
    from neonctl_py.render.characters import one_line

    if as_json:
        _print_json("restore", plan, target)
        return
    lines = (
        f"{plan.branch} becomes what it was: {plan.point.text}.",
        *leaving_lines(plan.minutes, plan.replaced),
        *returning_lines(plan.comes_back, plan.unread, target),
    )
    sys.stdout.writelines(f"{one_line(line)}\n" for line in lines)


def _tell_done(plan: "BranchRestore", target: str, *, as_json: bool) -> None:
    from neonctl_py.cli.returning import again
    from neonctl_py.render.characters import one_line

    if as_json:
        _print_json("restored", plan, target)
        return
    lines = (
        f"Restored {plan.branch}. What it held before is the branch {plan.replaced}.",
        "Next: neonpy plan (what the stack has changed since then), neonpy check.",
        *(f"      {again(item, target)}" for item in plan.comes_back),
    )
    sys.stdout.writelines(f"{one_line(line)}\n" for line in lines)


def _print_json(kind: str, plan: "BranchRestore", target: str) -> None:
    from neonctl_py.cli.returning import returning_documents
    from neonctl_py.render.json_document import FORMAT_VERSION, one_line

    document = {
        "format_version": FORMAT_VERSION,
        "type": kind,
        "branch": str(plan.branch),
        "source": plan.point.text,
        "moment": plan.point.moment.isoformat(),
        "replaced": plan.replaced,
        "comes_back": returning_documents(plan.comes_back, target),
        "could_not_ask": list(plan.unread),
    }
    sys.stdout.write(one_line(document))
