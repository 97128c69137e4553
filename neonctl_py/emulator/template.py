"""The cluster that every project starts as: made once per Postgres version, then only copied.

It holds what Neon puts into every compute: the superuser that nobody sees, ``neon_superuser`` and the
rules of who may connect. Never here: anything of one project.
"""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from neonctl_py.emulator.errors import ComputeError
from neonctl_py.emulator.server_process import ADMIN, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.emulator.spawner import Spawner

SETTINGS: dict[str, str] = {
    "shared_buffers": "4MB",
    "max_connections": "100",
    "superuser_reserved_connections": "3",
    "fsync": "off",  # a killed process loses nothing; only a crash of the machine would
    "full_page_writes": "off",
    "synchronous_commit": "on",  # commits reach the log's file at once, so a branch sees them
    "wal_level": "replica",
    "max_wal_senders": "10",
    "max_replication_slots": "10",
    "max_worker_processes": "8",
    "max_parallel_workers": "0",
    "jit": "off",
    "huge_pages": "off",
    "dynamic_shared_memory_type": "mmap",  # a killed server leaves nothing behind outside its own directory
    "wal_buffers": "64kB",
    "min_wal_size": "2MB",
    "max_wal_size": "1GB",
    "wal_keep_size": "1TB",  # the log is the branch's history
    "wal_recycle": "off",  # a recycled segment would overwrite the one that a parent or child shares
    "wal_init_zero": "off",
    "wal_retrieve_retry_interval": "100ms",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "GMT",
    "log_timezone": "GMT",
    "logging_collector": "off",
}

_HOST_RULES = f"""\
local  all          {ADMIN}                trust
local  replication  {ADMIN}                trust
host   all          {ADMIN}  0.0.0.0/0     reject
host   all          all          127.0.0.1/32  scram-sha-256
host   replication  all          127.0.0.1/32  scram-sha-256
"""

_BOOTSTRAP = """\
create role neon_superuser createdb createrole nologin replication bypassrls
  in role pg_read_all_data, pg_write_all_data;
grant pg_monitor to neon_superuser with admin option;
grant pg_signal_backend to neon_superuser;
"""

_BOOTSTRAP_16 = """\
grant pg_create_subscription to neon_superuser;
"""


def copy_tree(source: Path, target: Path) -> None:
    """Copy a directory with owners and times, sharing blocks where the file system can."""
    share = ["--reflink=auto"] if sys.platform == "linux" else ["-c"]
    for options in (["-a", *share], ["-a"], ["-Rp"]):
        result = subprocess.run(
            ["cp", *options, str(source), str(target)], capture_output=True, text=True, check=False
        )
        if result.returncode == 0:
            return
        shutil.rmtree(target, ignore_errors=True)
    raise ComputeError(f"{source} could not be copied to {target}: {result.stderr.strip()}")


class Templates:
    """Templates by key; each data directory keeps its own copy, because its branches replay upon it."""

    def __init__(self, cache: Path, local: Path, spawner: Spawner) -> None:
        self._cache = cache / "templates"
        self._local = local
        self._spawner = spawner
        self._lock = threading.Lock()

    def key(self, binaries: Binaries) -> str:
        recipe = repr(
            (SETTINGS, _HOST_RULES, _BOOTSTRAP, _BOOTSTRAP_16, inspect.getsource(Templates._initdb))
        )
        return f"{binaries.version}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"

    def get(self, binaries: Binaries) -> str:
        """The key of a template that is ready in this data directory."""
        key = self.key(binaries)
        with self._lock:
            if (self._local / key).exists():
                return key
            cached = self._cached(key, binaries)
            with tempfile.TemporaryDirectory(dir=self._local, prefix=".copy-") as scratch:
                copy_tree(cached, self._local / scratch / key)
                (self._local / scratch / key).rename(self._local / key)
        return key

    def path(self, key: str) -> Path:
        return self._local / key

    def _cached(self, key: str, binaries: Binaries) -> Path:
        self._cache.mkdir(parents=True, exist_ok=True, mode=0o755)
        finished = self._cache / key
        with _exclusive(self._cache / f"{key}.lock"):
            if not finished.exists():
                with tempfile.TemporaryDirectory(dir=self._cache, prefix=".making-") as folder:
                    scratch = self._cache / folder
                    scratch.chmod(0o755)
                    self._spawner.user.take(scratch)
                    self._initdb(binaries, scratch / "data")
                    self._furnish(binaries, scratch)
                    (scratch / "data").rename(finished)
        return finished

    def _initdb(self, binaries: Binaries, data: Path) -> None:
        locale = ["--locale=C.UTF-8"]
        if sys.platform != "linux":
            locale = (
                ["--locale=C"] if binaries.major < 17 else ["--locale-provider=builtin", "--locale=C.UTF-8"]
            )
        command = [binaries.tool("initdb"), "-D", str(data), "-N", "--wal-segsize=1", "-E", "UTF8", *locale]
        result = subprocess.run(
            [*command, "-A", "trust", "-U", ADMIN],
            env=binaries.environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self._spawner.user.identity(),
        )
        if result.returncode != 0:
            raise ComputeError(f"initdb failed: {result.stderr.strip()}")

    def _furnish(self, binaries: Binaries, scratch: Path) -> None:
        data = scratch / "data"
        (data / "pg_hba.conf").write_text(_HOST_RULES)
        server = ServerProcess.start(self._spawner, binaries, data, scratch, SETTINGS, tcp=False)
        with server.connect() as connection:
            connection.execute(_BOOTSTRAP)
            if binaries.major >= 16:
                connection.execute(_BOOTSTRAP_16)
        if not server.stop(signal.SIGINT):
            raise ComputeError("the template's Postgres did not shut down cleanly")
        (data / "postmaster.opts").unlink(missing_ok=True)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
