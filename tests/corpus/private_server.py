"""A PostgreSQL that nobody else uses, in memory where there is room. Never here: databases, and what is in them."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.server_process import ADMIN, ServerProcess
from neonctl_py.emulator.service_user import service_user
from neonctl_py.emulator.spawner import Spawner
from neonctl_py.emulator.template import SETTINGS, Templates, copy_tree
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.emulator.binaries import Binaries


@dataclass(frozen=True)
class PrivateServer:
    """A running server and the programs that belong to it; its superuser may come in without a password."""

    process: ServerProcess
    binaries: Binaries

    @property
    def copying(self) -> str:
        """How a database is made at half the cost: its files are copied, and not written to the log page by page."""
        return "strategy file_copy" if self.binaries.major >= 15 else ""

    def url(self, database: str, role: str = ADMIN) -> Secret:
        return Secret(f"postgresql://{role}@/{database}?host={self.process.sockets}&port={self.process.port}")


DEFAULT_MAJOR = 17


def wanted_major() -> int:
    """The version that the tests are to run on."""
    return int(os.environ.get("NEONPY_TEST_POSTGRES", DEFAULT_MAJOR))


@contextmanager
def private_server(
    settings: Mapping[str, str] | None = None, major: int = 0, rules: str = "local all all trust\n"
) -> Iterator[PrivateServer]:
    """The major version is 17 unless it is given, or NEONPY_TEST_POSTGRES says another. ``rules``: who may come in, and from where."""
    user = service_user()
    memory = Path("/dev/shm")  # noqa: S108  a private folder is made in it
    folder = Path(tempfile.mkdtemp(prefix="neonpy-cases-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o755)
    user.take(folder)
    spawner = Spawner(user)
    binaries = Installations(cache_dir(), user).nearest(major or wanted_major())
    templates = Templates(cache_dir(), folder, spawner)
    data = folder / "data"
    copy_tree(templates.path(templates.get(binaries)), data)
    (data / "pg_hba.conf").write_text(rules)
    # A branch's history is kept for ever; nobody asks for that of a server that makes a thousand databases in memory.
    chosen = {
        **SETTINGS,
        "wal_keep_size": "0",
        "synchronous_commit": "off",
        "autovacuum": "off",
        "shared_buffers": "32MB",
        **(settings or {}),
    }
    running = ServerProcess.start(spawner, binaries, data, folder, chosen, tcp="host" in rules)
    try:
        yield PrivateServer(running, binaries)
    finally:
        running.stop(signal.SIGQUIT)
        spawner.close()
        shutil.rmtree(folder, ignore_errors=True)
