"""A private PostgreSQL per test process, with a superuser and, as on Neon, an owner who is none."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ddl_shop import OWNER, PASSWORD, Shop

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.server_process import ServerProcess
from neonctl_py.emulator.service_user import service_user
from neonctl_py.emulator.spawner import Spawner
from neonctl_py.emulator.template import SETTINGS, Templates, copy_tree

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "ddl"))  # the cases are those of the unit tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_RULES = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@pytest.fixture(scope="session")
def ddl_server() -> Iterator[ServerProcess]:
    """The major version is 17 unless NEONPY_TEST_POSTGRES says another."""
    user = service_user()
    memory = Path("/dev/shm")  # noqa: S108  a private folder is made in it
    folder = Path(tempfile.mkdtemp(prefix="neonpy-ddl-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o755)
    user.take(folder)
    spawner = Spawner(user)
    binaries = Installations(cache_dir(), user).nearest(int(os.environ.get("NEONPY_TEST_POSTGRES", "17")))
    templates = Templates(cache_dir(), folder, spawner)
    data = folder / "data"
    copy_tree(templates.path(templates.get(binaries)), data)
    (data / "pg_hba.conf").write_text(_RULES)
    running = ServerProcess.start(spawner, binaries, data, folder, SETTINGS)
    with running.connect() as session:
        session.execute(
            f"create role {OWNER} login createrole createdb replication bypassrls password '{PASSWORD}'"
        )
        session.execute(f"grant neon_superuser to {OWNER}")
    yield running
    running.stop(signal.SIGQUIT)
    spawner.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_shop(ddl_server: ServerProcess) -> Iterator[Callable[[], Shop]]:
    made: list[Shop] = []
    with ddl_server.connect() as admin:

        def make() -> Shop:
            name = f"shop_{next(_NUMBERS)}"
            admin.execute(f"create database {name} owner {OWNER}")
            made.append(Shop(name, ddl_server, ddl_server.connect(name)))
            return made[-1]

        yield make
        for shop in made:
            shop.session.close()
            admin.execute(f"drop database {shop.name} with (force)")
        roles = admin.execute(
            "select rolname from pg_roles where rolname !~ '^(pg_|cloud_admin|neon)'"
        ).fetchall()
        for (role,) in roles:
            admin.execute(f'drop role "{role}"')


@pytest.fixture
def shop(new_shop: Callable[[], Shop]) -> Shop:
    return new_shop()


_NUMBERS = itertools.count(1)
