"""Who applies, with which command, from which commit: what the journal of a changed database keeps. Never a secret."""

from __future__ import annotations

import getpass
import socket
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CI_ACTORS: Final = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILDKITE_BUILD_CREATOR", "CIRCLE_USERNAME")
_GIT_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """``who`` is a user at a machine or the person behind a CI job; ``commit`` is empty outside git, and ends in ``+`` where the
    stack's folder has changes that are not committed. ``reverts``: the id of an earlier apply that is taken back.
    """

    who: str
    command: str
    commit: str = ""
    reverts: str = ""


def origin_of(command: str, stack: Path, environment: Mapping[str, str]) -> Origin:
    """Of the running process. What can't be found out is left empty; nothing fails for it."""
    return Origin(_who(environment), command, _commit(stack if stack.is_dir() else stack.parent))


def tree_of(stack: Path) -> tuple[str, str]:
    """Git's id of what the stack's folder holds ("" outside git, or where a change is not committed; files that git does not know, as the
    plan itself, don't count), and the commit.
    """
    folder = stack if stack.is_dir() else stack.parent
    is_changed = _git(folder, "status", "--porcelain", "--untracked-files=no", "--", ".")
    return ("" if is_changed else _git(folder, "rev-parse", "HEAD:./")), _commit(folder)


def _who(environment: Mapping[str, str]) -> str:
    actor = next((environment[name] for name in _CI_ACTORS if environment.get(name)), "")
    if actor:
        return f"{actor} (CI)"
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        user = "unknown"
    return f"{user}@{socket.gethostname()}"


def _commit(folder: Path) -> str:
    head = _git(folder, "rev-parse", "HEAD")
    return f"{head}+" if head and _git(folder, "status", "--porcelain", "--", ".") else head


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):  # no git here, or one that waits for somebody
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
