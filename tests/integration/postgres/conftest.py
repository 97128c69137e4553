"""A private PostgreSQL per test process, and databases in it that are as empty as a new one."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fresh_database import Database, server_major

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.server_process import ADMIN, ServerProcess
from neonctl_py.emulator.service_user import service_user
from neonctl_py.emulator.spawner import Spawner
from neonctl_py.emulator.template import SETTINGS, Templates, copy_tree
from neonctl_py.model.values import Secret
from neonctl_py.postgres.connect import Connection, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def server() -> Iterator[ServerProcess]:
    """The major version is 17 unless NEONPY_TEST_POSTGRES says another."""
    user = service_user()
    memory = Path("/dev/shm")  # noqa: S108  a private folder is made in it
    folder = Path(tempfile.mkdtemp(prefix="neonpy-tests-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o755)
    user.take(folder)
    spawner = Spawner(user)
    binaries = Installations(cache_dir(), user).nearest(int(os.environ.get("NEONPY_TEST_POSTGRES", "17")))
    templates = Templates(cache_dir(), folder, spawner)
    data = folder / "data"
    copy_tree(templates.path(templates.get(binaries)), data)
    (data / "pg_hba.conf").write_text("local all all trust\n")
    running = ServerProcess.start(spawner, binaries, data, folder, SETTINGS, tcp=False)
    yield running
    running.stop(signal.SIGQUIT)
    spawner.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def admin(server: ServerProcess) -> Iterator[Connection]:
    with server.connect() as session:
        yield session


@pytest.fixture
def fresh_database(server: ServerProcess, admin: Connection) -> Iterator[Callable[[], Database]]:
    made: list[Database] = []

    def make() -> Database:
        name = f"shop_{next(_NUMBERS)}"
        admin.execute(
            f"create database {name} strategy wal_log"
            if server_major(admin) >= 15
            else f"create database {name}"
        )
        url = Secret(f"postgresql://{ADMIN}@/{name}?host={server.sockets}&port={server.port}")
        made.append(Database(url, connect(url), name))
        return made[-1]

    yield make
    for database in made:
        database.session.close()
        admin.execute(f"drop database {database.name} with (force)")


@pytest.fixture
def database(fresh_database: Callable[[], Database]) -> Database:
    return fresh_database()


_NUMBERS = itertools.count(1)
