"""Whom Postgres runs as: Postgres refuses root, so root's servers run as ``postgres`` or ``nobody``.

Never here: which processes run.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from neonctl_py.emulator.errors import EmulatorError

if TYPE_CHECKING:
    from pathlib import Path


class Identity(TypedDict, total=False):
    """The part of ``subprocess.Popen``'s keywords that drops privileges; empty for an ordinary user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class ServiceUser:
    uid: int
    gid: int
    is_other: bool
    """True when it is not the user that this process runs as."""

    def identity(self) -> Identity:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def take(self, path: Path) -> None:
        """Give ``path`` to this user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def require_reach(self, folder: Path, variable: str) -> None:
        """Raise EmulatorError when this user can't enter ``folder``; ``variable`` is what moves it elsewhere."""
        if not self.is_other:
            return
        answer = subprocess.run(["test", "-x", str(folder)], check=False, cwd="/", **self.identity())
        if answer.returncode != 0:
            name = pwd.getpwuid(self.uid).pw_name
            raise EmulatorError(
                f"PostgreSQL does not run as root, and the user {name} can't enter {folder}",
                f"Set {variable} to a folder that everybody can enter, such as one below /var/tmp.",
            )


def service_user() -> ServiceUser:
    if os.geteuid() != 0:
        return ServiceUser(os.geteuid(), os.getegid(), is_other=False)
    entry = _first_of("postgres", "nobody")
    return ServiceUser(entry.pw_uid, entry.pw_gid, is_other=True)


def _first_of(*names: str) -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in names:
        if name in known:
            return known[name]
    # initdb needs a passwd entry; every system that lacks both names has some other ordinary account
    return next(entry for entry in known.values() if entry.pw_uid != 0)
