"""Where rotated passwords go besides the places of new ones: into the URLs of a ``.env`` file, or to a command of one's own."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote, unquote

from neonctl_py.cli.files import require_writable
from neonctl_py.cli.secrets_out import FileSink, SecretsSink, secrets_sink
from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.model.server_names import server_names
from neonctl_py.render.characters import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret

_URL: Final = re.compile(
    r"(?P<scheme>postgres(?:ql)?://)(?P<who>(?P<user>[^:@/\s'\"]+)(?::[^@/\s'\"]*)?)@(?P<place>[^\s'\"]*)"
)
_SECONDS: Final = 60


class Sink(Protocol):
    """Takes rotated passwords."""

    def deliver_to(
        self, role: Address, user: str, password: Secret, /, *, takes_turns: bool, servers: frozenset[str]
    ) -> None: ...


class EnvFileSink(FileSink):
    """Changes user and password of the role's URLs wherever they stand in the file, and ``NAME_PASSWORD`` where that stands;
    adds it where the file has nothing of the role. A URL is the role's when its host is one of the role's servers, too: roles of
    other branches and projects have the same name.
    """

    def __init__(self, path: Path, plain_names: Collection[Address], partners: Mapping[Address, str]) -> None:
        super().__init__(path, plain_names)
        self._file = path
        self._partners = partners
        self._given: dict[str, Address] = {}
        self._left: set[str] = set()
        self._changed: set[str] = set()

    def deliver_to(
        self,
        role: Address,
        user: str,
        password: Secret,
        *,
        takes_turns: bool = False,
        servers: frozenset[str] = frozenset(),
    ) -> None:
        """Raises RefusedError for a URL that is another role's, too, NeonpyError when the file can't be written; it is as it was then."""
        names = {role.name[-1], self._partners.get(role, role.name[-1])}
        new = f"{quote(user, safe='')}:{quote(password.reveal(), safe='')}"

        def changed(match: re.Match[str]) -> str:
            named, leads_to = unquote(match["user"]), server_names(match[0])
            if named not in names:
                return match[0]
            where = ", ".join(sorted(leads_to)) or "no host"
            if not leads_to or not leads_to <= servers:
                self._left.add(f"{named} at {where}")
                return match[0]
            self._require_single(role, named, match["who"])
            self._changed |= {f"{name} at {where}" for name in names}
            return f"{match['scheme']}{new}@{match['place']}"

        lines = self._lines()
        found = [_URL.sub(changed, line) for line in lines]
        has_variable = any(line.partition("=")[0] == self.name(role) for line in lines)
        is_told = has_variable or found == lines
        # at once: a password of which a part is written and a part is not would be taken back, and stand there
        self.replace(found, self.told(role, user, password, takes_turns=takes_turns) if is_told else {})
        if found != lines:
            self._given[new] = role
            self._written.append(f"the URLs of {role.name[-1]}")

    def _require_single(self, role: Address, named: str, who: str) -> None:
        """A URL that two roles claim would hold the password of the last one, and the other's would be lost."""
        claims = {self._given.get(who, role)} | {
            other
            for other, partner in self._partners.items()
            if partner == named != role.name[-1] and other.parent == role.parent
        }
        if others := sorted(claims - {role}):
            raise RefusedError(
                "a URL would be two roles'",
                detail=f"The URL of {named} in {self._file} is {others[0]}'s, and {role}'s.",
                hint="Give each its own: --secrets-out FILE writes a variable for each role.",
            )

    def tell(self) -> None:
        """Also what looks like the role's, and leads elsewhere."""
        super().tell()
        for left in sorted(self._left - self._changed):
            sys.stderr.write(
                f"Left as it was in {self._file}: a URL of {one_line(left)}, which is not where the role is\n"
            )


class CommandSink(SecretsSink):
    """Runs a command for each: a JSON object on its standard input, and nothing secret in its arguments or environment."""

    def __init__(self, command: str) -> None:
        super().__init__()
        self._words = shlex.split(command)

    def deliver_to(
        self,
        role: Address,
        user: str,
        password: Secret,
        *,
        takes_turns: bool = False,  # noqa: ARG002  who signs in is told anyway
        servers: frozenset[str] = frozenset(),  # noqa: ARG002  the command knows where it is put
    ) -> None:
        """Raises NeonpyError when it doesn't end with 0; what it says is not repeated."""
        document = json.dumps({"role": str(role), "user": user, "password": password.reveal()})
        try:
            done = subprocess.run(
                self._words, input=document, text=True, timeout=_SECONDS, check=False, stdout=sys.stderr
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = "it took too long" if isinstance(error, subprocess.TimeoutExpired) else str(error)
            raise NeonpyError(
                "the command that takes passwords failed", detail=f"{self._words[0]}: {reason}"
            ) from error
        if done.returncode:
            raise NeonpyError(
                "the command that takes passwords failed",
                detail=f"{self._words[0]} ended with {done.returncode}.",
                hint="The old password still holds.",
            )


@contextmanager
def rotation_sink(
    *,
    where: str | None,
    env_file: Path | None,
    command: str | None,
    as_json: bool,
    plain_names: Collection[Address],
    partners: Mapping[Address, str],
) -> Iterator[Sink]:
    """The one that was asked for. Raises RefusedError for none, or several."""
    said = [option for option in (where, env_file, command) if option is not None]
    if len(said) != 1:
        raise RefusedError(
            "where shall the new passwords go?" if not said else "new passwords go to one place",
            detail="A password that nobody gets locks everybody out. Nothing was changed.",
            hint="--env-file .env, --secrets-out FILE (or env, github), or --deliver-with COMMAND",
        )
    if env_file is not None:
        require_writable(env_file)
        sink = EnvFileSink(env_file, plain_names, partners)
        try:
            yield sink
        finally:
            sink.tell()
    elif command is not None:
        yield CommandSink(command)
    else:
        with secrets_sink(where, as_json=as_json, plain_names=plain_names) as named:
            if as_json and os.fspath(where or "") == "github":
                raise RefusedError("two things on standard output", hint="Leave out --json.")
            yield named  # type: ignore[misc]  # every sink of a place takes them so
