"""A private Postgres for one command: databases come and go in it, SQL files are read into them, nothing stays.

Never here: a Neon (``fleet.py``), and what is done with the databases.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final

from psycopg import sql

from neonctl_py.emulator.binaries import Binaries, Installations
from neonctl_py.emulator.dump_text import one_database, without_extension
from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.server_process import ServerProcess
from neonctl_py.emulator.service_user import service_user
from neonctl_py.emulator.spawner import Spawner
from neonctl_py.emulator.template import SETTINGS, Templates

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LOADER: Final = "neonpy_loader"
"""The superuser that reads files in, and so owns whatever they give no owner."""

_NO_ROLE: Final = re.compile(r'role "((?:[^"]|"")+)" does not exist')
_NO_EXTENSION: Final = re.compile(r'extension "((?:[^"]|"")+)" is not available')
_ROOM_WANTED: Final = 1 << 30


class Throwaway:
    """A context manager. ``url`` of a database is for the superuser ``LOADER`` on a unix socket."""

    def __init__(self, major: int) -> None:
        user = service_user()
        self._spawner = Spawner(user)
        self._folder = Path(tempfile.mkdtemp(prefix="neonpy-throwaway-", dir=_memory()))
        try:
            self._folder.chmod(0o755)
            user.take(self._folder)
            self._binaries: Binaries = Installations(cache_dir(), user).nearest(major)
            templates = Templates(cache_dir(), self._folder, self._spawner)
            data = self._folder / "data"
            (self._folder / templates.get(self._binaries)).rename(data)
            (data / "pg_hba.conf").write_text("local all all trust\n")
            self._server = ServerProcess.start(
                self._spawner, self._binaries, data, self._folder, SETTINGS, tcp=False
            )
            self._run(f"create role {LOADER} superuser login")
        except BaseException:
            self._spawner.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._roles: set[str] = set()
        self.unavailable: dict[str, str] = {}
        """Extensions that the texts want and that are not to be had here, with the schemas that they belong into."""

    def close(self) -> None:
        """End it and everything in it."""
        self._server.stop(signal.SIGQUIT)
        self._spawner.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def major(self) -> int:
        """Of the server that is really there."""
        return self._binaries.major

    def empty_database(self) -> str:
        """The URL of a new one."""
        name = f"throwaway_{uuid.uuid4().hex[:12]}"
        self._run(f"create database {name} owner {LOADER}")
        return f"postgresql://{LOADER}@/{name}?host={self._folder}&port={self._server.port}"

    def loaded_database(
        self, texts: Mapping[str, str], *, before: str = "", schemas: Mapping[str, str] | None = None
    ) -> str:
        """The URL of a new database into which every text was read by ``psql``, in their order. Keys are names for messages.

        Roles that the texts speak of are made as they are missed, and extensions that aren't to be had are left out. ``before`` is SQL that is run first; ``schemas`` says by text
        where unqualified names belong. Raises EmulatorError with psql's words where a text can't be read; psql's own commands are
        refused, because they could start programs.
        """
        texts = {name: one_database(text, name) for name, text in texts.items()}
        while True:
            url = self.empty_database()
            known = self._role_names()
            failure = self._failure(url, {"": before, **texts}, schemas or {})
            if failure is None:
                return url
            unavailable = _NO_EXTENSION.search(failure)
            if unavailable and unavailable[1] not in self.unavailable:
                self._start_over(url, self._role_names() - known)
                texts = self._without(unavailable[1], texts)
                continue
            missing = _NO_ROLE.search(failure)
            name = missing[1].replace('""', '"') if missing else ""
            if not name or name in self._roles:
                raise EmulatorError("SQL could not be read", failure)
            self._start_over(url, self._role_names() - known)
            self._roles.add(name)
            self._run(sql.SQL("create role {}").format(sql.Identifier(name)))

    def _without(self, extension: str, texts: Mapping[str, str]) -> dict[str, str]:
        parted = {name: without_extension(text, extension) for name, text in texts.items()}
        self.unavailable[extension] = next((schema for _, schema in parted.values() if schema), "")
        return {name: text for name, (text, _) in parted.items()}

    def _start_over(self, url: str, roles: Collection[str]) -> None:
        """What the texts made is made by them again."""
        name = url.rpartition("?")[0].rpartition("/")[2]
        self._run(f"drop database {name} with (force)" if self.major >= 13 else f"drop database {name}")
        for role in sorted(roles):
            self._run(sql.SQL("drop role {}").format(sql.Identifier(role)))

    def _failure(self, url: str, texts: Mapping[str, str], schemas: Mapping[str, str]) -> str | None:
        for name, text in texts.items():
            found = subprocess.run(
                [*self._psql(schemas.get(name, "")), "-f", "-", url],
                input=text.encode(),
                env=self._binaries.environment(),
                capture_output=True,
                check=False,
            )
            if found.returncode != 0:
                words = found.stderr.decode(errors="replace").strip()
                return words.replace("psql:<stdin>:", f"{name}:")
        return None

    def _psql(self, schema: str) -> Sequence[str]:
        """Up to the file: nothing of the user's own is read, and only SQL may stand in it."""
        own = self._binaries.folder / "psql"
        program = str(own) if own.exists() else shutil.which("psql")
        if program is None:
            raise EmulatorError(
                "SQL files can't be read without psql", "Install PostgreSQL's client programs."
            )
        quoted = '"' + schema.replace('"', '""') + '"'
        path = ["-c", f"set search_path = {quoted}, public"] if schema else []
        return [program, "-X", "-q", "-v", "ON_ERROR_STOP=1", *path, "-c", f"\\restrict {uuid.uuid4().hex}"]

    def _role_names(self) -> set[str]:
        with self._server.connect() as connection:
            return {name for (name,) in connection.execute("select rolname from pg_roles").fetchall()}

    def _run(self, statement: str | sql.Composed) -> None:
        with self._server.connect() as connection:
            connection.execute(statement.encode() if isinstance(statement, str) else statement)


def _memory() -> str | None:
    """Memory where there is room for a cluster, else the usual place for temporary files."""
    memory = Path("/dev/shm")  # noqa: S108  a private folder is made in it
    fits = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM_WANTED
    return str(memory) if fits else None
