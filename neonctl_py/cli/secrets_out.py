"""Where the passwords of new roles go: nowhere, a private file, the shell that evaluates our output, or a GitHub job.

A password is delivered once and kept nowhere else, so each one is written out the moment it comes. Never here: making one.
"""

from __future__ import annotations

import re
import shlex
import sys
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from neonctl_py.cli.github_job import hand_on, hide, job_file
from neonctl_py.errors import InternalError, NeonpyError
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired


class SecretsSink:
    """The source of passwords that an apply asks; this one wants none, and keeps who would have got one."""

    def __init__(self) -> None:
        self.without: set[Address] = set()

    def wants(self, role: Address) -> bool:
        """Shall this new role get a password?"""
        self.without.add(role)
        return False

    def deliver(self, role: Address, password: Secret) -> None:
        """Take it, once."""
        raise InternalError(f"a password for {role}, which wanted none: {password}")


class _NamedSink(SecretsSink):
    """Gives each password the name of a variable. ``plain_names``: the roles whose own name says it all.

    Projects are applied beside each other and all deliver here, so one waits for the other: a password that is
    overwritten is lost for good.
    """

    def __init__(self, plain_names: Collection[Address]) -> None:
        super().__init__()
        self._plain_names = plain_names
        self._one_at_a_time = Lock()

    def deliver(self, role: Address, password: Secret) -> None:
        """Raises NeonpyError or OSError when it can't be written."""
        self.deliver_to(role, role.name[-1], password)

    def deliver_to(
        self,
        role: Address,
        user: str,
        password: Secret,
        *,
        takes_turns: bool = False,
        servers: frozenset[str] = frozenset(),  # noqa: ARG002  a variable says itself whose it is
    ) -> None:
        """What is called ``role`` signs in as ``user``, which is told where that may be another one. Raises as ``deliver``."""
        with self._one_at_a_time:
            self.take(self.told(role, user, password, takes_turns=takes_turns))

    def told(self, role: Address, user: str, password: Secret, *, takes_turns: bool) -> dict[str, Secret]:
        """The variables that say it."""
        name = self.name(role)
        who = {f"{name.removesuffix('_PASSWORD')}_USER": Secret(user)} if takes_turns else {}
        return who | {name: password}

    def take(self, values: Mapping[str, Secret]) -> None:
        """Write them to where they belong, all or none. One at a time."""
        raise InternalError(f"nobody takes {', '.join(values)}")

    def wants(self, role: Address) -> bool:  # noqa: ARG002  every new role that may log in gets one
        return True

    def name(self, role: Address) -> str:
        """``APP_PASSWORD``, or ``SHOP_STAGING_APP_PASSWORD``: the same in every run, so that none replaces another's."""
        if role in self._plain_names:
            return _variable(role.name[-1])
        parts = [part for place in reversed([role, *role.ancestors()]) for part in place.name]
        return _variable("_".join(parts))


class FileSink(_NamedSink):
    """Lines of NAME='value' in a file of mode 0600; lines of other names stay."""

    def __init__(self, path: Path, plain_names: Collection[Address]) -> None:
        super().__init__(plain_names)
        self._path = path
        self._written: list[str] = []

    def take(self, values: Mapping[str, Secret]) -> None:
        """Raises NeonpyError when the file can't be written."""
        self.replace(self._lines(), values)

    def replace(self, lines: list[str], values: Mapping[str, Secret]) -> None:
        """The file holds these lines and these values from now on; it is as it was where that fails."""
        from neonctl_py.cli.files import PRIVATE, write_file

        held = without_names(lines, values) + [f"{name}='{value.reveal()}'" for name, value in values.items()]
        write_file(self._path, "\n".join(held) + "\n", mode=PRIVATE)
        self._written += values

    def _lines(self) -> list[str]:
        return self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []

    def tell(self) -> None:
        """Say what was written, also when the apply did not come to its end: nothing writes it again."""
        if self._written:
            sys.stderr.write(f"\nWrote {', '.join(self._written)} to {self._path} (mode 0600)\n")


class ShellSink(_NamedSink):
    """``export NAME=value`` on standard output, which holds nothing else then: for ``eval``."""

    def take(self, values: Mapping[str, Secret]) -> None:
        """To the real standard output, because everything else is told on standard error."""
        output = sys.__stdout__
        if output is not None:
            for name, value in values.items():
                output.write(f"export {name}={shlex.quote(value.reveal())}\n")
            output.flush()


class GithubSink(_NamedSink):
    """A masked variable of the later steps of a GitHub job."""

    def __init__(self, path: Path, plain_names: Collection[Address]) -> None:
        super().__init__(plain_names)
        self._path = path

    def take(self, values: Mapping[str, Secret]) -> None:
        """Masked first, so that no later line can show it."""
        hide(value.reveal() for name, value in values.items() if name.endswith("_PASSWORD"))
        hand_on(self._path, "".join(f"{name}={value.reveal()}\n" for name, value in values.items()))


@contextmanager
def secrets_sink(
    where: str | None, *, as_json: bool, plain_names: Collection[Address] = ()
) -> Iterator[SecretsSink]:
    """The sink that ``--secrets-out`` names. Raises NeonpyError before anything is done when it can't take a password."""
    if where is None:
        yield SecretsSink()
    elif where == "env":
        if as_json:
            raise NeonpyError(
                "two things on standard output", hint="With --json, name a file: --secrets-out FILE"
            )
        with redirect_stdout(sys.stderr):
            yield ShellSink(plain_names)
    elif where == "github":
        yield GithubSink(job_file("GITHUB_ENV", instead="--secrets-out FILE"), plain_names)
    else:
        from neonctl_py.cli.files import require_writable

        require_writable(Path(where))
        file_sink = FileSink(Path(where), plain_names)
        try:
            yield file_sink
        finally:
            file_sink.tell()


def without_names(lines: Iterable[str], names: Collection[str]) -> list[str]:
    """The lines of a file of variables without those of these names."""
    return [line for line in lines if line.partition("=")[0] not in names]


def plain_names(desired: Desired) -> frozenset[Address]:
    """The roles of default branches (or of a plain server) whose variable no other such role of the stack would have, too."""
    from neonctl_py.model.role import Role
    from neonctl_py.plan.inherit import default_branch

    claimed: dict[str, list[Address]] = {}
    for address, value in desired.objects.items():
        project = address.container("project")
        if not isinstance(value, Role) or value.managed_by != "sql" or project is None:
            continue
        if address.parent == (default_branch(desired, project) or project):
            claimed.setdefault(_variable(address.name[-1]), []).append(address)
    return frozenset(roles[0] for roles in claimed.values() if len(roles) == 1)


def variable_names(desired: Desired) -> Callable[[Address], str]:
    """What the variable with a role's password is called, wherever one is delivered."""
    return _NamedSink(plain_names(desired)).name


def _variable(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").upper()
    return f"{name or 'ROLE'}_PASSWORD"
