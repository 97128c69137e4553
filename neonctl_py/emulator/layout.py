"""Where the embedded Neon keeps things: the data directory, its parts, and the cache of binaries.

Never here: what is in the files.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

MARKER = "neonpy-emulator"
"""A file of this name makes a directory ours; nothing is ever deleted from a directory without it."""

_SOCKET_NAME_MAX = 90
"""``sun_path`` holds 104 to 108 bytes, and Postgres adds its own ``/.s.PGSQL.<port>``."""


def default_data_dir() -> Path:
    """``NEONPY_DATA_DIR``, or a place that the server's user can reach (root's home is closed to it)."""
    if configured := os.environ.get("NEONPY_DATA_DIR"):
        return Path(configured)
    if os.geteuid() == 0:
        return Path("/var/tmp/neonpy-0")  # noqa: S108  root's servers run as another user: see service_user
    return _xdg("XDG_DATA_HOME", ".local/share") / "neonpy"


def cache_dir() -> Path:
    """Postgres binaries and cluster templates, shared by all data directories of this user."""
    if configured := os.environ.get("NEONPY_CACHE_DIR"):
        return Path(configured)
    if os.geteuid() == 0:
        return Path("/var/cache/neonpy")
    return _xdg("XDG_CACHE_HOME", ".cache") / "neonpy"


def _xdg(variable: str, below_home: str) -> Path:
    configured = os.environ.get(variable, "")
    return Path(configured) if configured.startswith("/") else Path.home() / below_home


@dataclass(frozen=True)
class Layout:
    """The parts of one data directory."""

    root: Path

    @property
    def marker(self) -> Path:
        return self.root / MARKER

    @property
    def state(self) -> Path:
        return self.root / "state.sqlite3"

    @property
    def server_file(self) -> Path:
        return self.root / "server.json"

    @property
    def server_lock(self) -> Path:
        return self.root / "server.lock"

    @property
    def start_lock(self) -> Path:
        return self.root / "start.lock"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def timelines(self) -> Path:
        return self.root / "timelines"

    @property
    def replicas(self) -> Path:
        return self.root / "replicas"

    @property
    def bases(self) -> Path:
        return self.root / "bases"

    @property
    def trash(self) -> Path:
        return self.root / "trash"

    @property
    def tls(self) -> Path:
        return self.root / "tls"

    @property
    def sockets(self) -> Path:
        """Unix sockets, outside every PGDATA; in the temporary directory when our own path is too long."""
        near = self.root / "run"
        if len(os.fsencode(near)) <= _SOCKET_NAME_MAX:
            return near
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"neonpy-run-{digest}"

    def timeline(self, timeline_id: str) -> Path:
        return self.timelines / timeline_id

    def owned_by_service_user(self) -> tuple[Path, ...]:
        """The directories that Postgres processes write into."""
        return (self.templates, self.timelines, self.replicas, self.bases, self.trash, self.tls, self.sockets)
