"""What is told of a system that runs, and for it: ``inspect``, ``cost``, and ``pgbouncer``, whose files a real PgBouncer has to take."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from installed_command import COMMAND, Installation, secrets
from private_server import private_server

from neonctl_py.emulator.service_user import service_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.control import LocalServer

BINARY = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PATIENCE = 60

needs_pgbouncer = pytest.mark.skipif(
    BINARY is None, reason="there is no pgbouncer here: apt-get install pgbouncer"
)

STACK = """\
version: 1
stack: pooled
projects:
  pooled:
    branches: {main: {default: true, compute: {min_cu: 0.25, max_cu: 1}}}
    roles:
      pooled_owner: {managed_by: neon}
      app:
        login: true
        connection_limit: 3
        settings: {idle_in_transaction_session_timeout: 20s}
      reports: {login: true, settings: {idle_in_transaction_session_timeout: 10s}}
    databases:
      pooled_db:
        owner: pooled_owner
        schemas:
          public:
            grants: {app: [usage]}
            tables:
              notes: {columns: {id: bigint primary key}, grants: {app: [select, insert]}}
"""


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pooled") / "pooled.env"


@pytest.fixture(scope="module")
def installed(local_neon: LocalServer, passwords: Path) -> Installation:
    """The stack, applied."""
    stack = passwords.parent / "stack.yaml"
    stack.write_text(STACK)
    made = Installation(local_neon, stack)
    told = made.run("apply", "--yes", "--secrets-out", str(passwords))
    assert re.search(r"Cost: about \+\$\d+\.\d\d a month \(compute .*on the plan Launch", told)
    return made


def test_inspect_tells_what_needs_somebody_and_the_tables_that_are_named(installed: Installation) -> None:
    overview = installed.run("inspect")
    assert "PostgreSQL 1" in overview
    assert "neonpy inspect NAME" in overview
    report = json.loads(installed.run("inspect", "grants", "outliers", "--json", expect=1))["databases"]
    assert [one["database"] for one in report] == ["project.pooled/branch.main/database.pooled_db"]
    found = {one["name"]: one for one in report[0]["inspections"]}
    grants = {(row["role"], row["name"]): row["privileges"] for row in found["grants"]["rows"]}
    assert grants["app", "public.notes"] == "insert, select"
    assert "pg_stat_statements" in found["outliers"]["problem"]


def test_cost_tells_about_how_much_and_what_is_assumed(installed: Installation) -> None:
    found = json.loads(installed.run("cost", "--json", "--active-hours", "24", "--storage", "10"))
    assert found["declared"]["about"] == found["now"]["about"]
    compute = next(item for item in found["declared"]["items"] if item["what"] == "compute")
    assert compute["quantity"] == pytest.approx(730 * (0.25 + 0.75 * 0.25), abs=0.01)


@contextmanager
def running(folder: Path, port: int) -> Iterator[None]:
    """As an ordinary user, which PgBouncer insists on."""
    assert BINARY is not None
    place = Path(tempfile.mkdtemp(prefix="neonpy-pgbouncer-"))
    try:
        ordinary = service_user()
        for file in folder.iterdir():
            copy = place / file.name
            copy.write_text(
                file.read_text()
                .replace(str(folder), str(place))
                .replace("listen_port = 6432", f"listen_port = {port}\nadmin_users = app")
            )
            copy.chmod(0o600)
        for path in (place, *place.iterdir()):
            ordinary.take(path)
        with (place.parent / f"{place.name}.log").open("w+") as log:
            process = subprocess.Popen(
                [BINARY, place / "pgbouncer.ini"], stdout=log, stderr=log, **ordinary.identity()
            )
            try:
                _wait_for(port, process, Path(log.name))
                yield
            finally:
                process.terminate()
                process.wait(PATIENCE)
                Path(log.name).unlink()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


PLAIN = """\
version: 1
stack: plain
projects:
  plain:
    provider: postgres
    url: ${env:PLAIN_URL}
    roles: {app: {login: true, connection_limit: 3}, reports: {login: true}}
    databases: {postgres: {}}
"""


@pytest.mark.slow
@needs_pgbouncer
def test_on_a_server_of_ones_own_it_asks_for_the_passwords_of_these_roles_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stack, folder, port = tmp_path / "stack.yaml", tmp_path / "pooler", _free_port()
    stack.write_text(PLAIN)
    (tmp_path / "auth.env").write_text("PGBOUNCER_AUTH_PASSWORD='looks up'\n")
    with private_server() as server:
        url = server.url("postgres").reveal()
        monkeypatch.setenv("PLAIN_URL", url)
        arguments = [stack, "-o", folder, "--secrets", tmp_path / "auth.env"]
        subprocess.run([COMMAND, "pgbouncer", *arguments], check=True, stdout=subprocess.DEVNULL)
        assert "default_pool_size = 2\n" in (folder / "pgbouncer.ini").read_text()
        with psycopg.connect(url, autocommit=True) as session:
            session.execute((folder / "setup.sql").read_bytes())
            session.execute("alter role pgbouncer_auth password 'looks up'")
            for role in ("app", "reports", "other"):
                session.execute(f"create role {role} login password 'opens'".encode())
        with running(folder, port):
            place = f"host=127.0.0.1 port={port} dbname=postgres"
            with psycopg.connect(f"{place} user=app password=opens", prepare_threshold=None) as session:
                assert session.execute("select current_user").fetchone() == ("app",)
            for words in ("user=app password=wrong", "user=other password=opens"):
                with pytest.raises(psycopg.OperationalError):
                    psycopg.connect(f"{place} {words}")


@needs_pgbouncer
def test_a_real_pgbouncer_takes_it_and_holds_the_roles_limit(
    installed: Installation, passwords: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pooler"
    password = secrets(passwords)["APP_PASSWORD"]
    told = installed.run("pgbouncer", "-o", str(folder), "--secrets", str(passwords))
    assert "userlist.txt (mode 0600)" in told
    written = {file.name: file.read_text() for file in folder.iterdir()}
    assert [name for name, text in written.items() if password in text] == ["userlist.txt"]
    assert "app = max_user_connections=2" in written["pgbouncer.ini"]
    port = _free_port()
    with running(folder, port):

        def connected(database: str = "pooled_db") -> psycopg.Connection[Any]:
            place = f"host=127.0.0.1 port={port} dbname={database} user=app"
            return psycopg.connect(f"{place} password={password}", autocommit=True, prepare_threshold=None)

        with connected("pgbouncer") as admin:
            config = {row[0]: row[1] for row in admin.execute("show config").fetchall()}
            assert config["idle_transaction_timeout"] == "25"
            assert (config["pool_mode"], config["default_pool_size"]) == ("transaction", "2")
            databases = {row[0]: row for row in admin.execute("show databases").fetchall()}
            assert "pooled_db" in databases
        sessions = [
            connected() for _ in range(5)
        ]  # clients of the pooler: more than the role may have itself
        try:
            for session in sessions[:2]:
                session.execute("begin")
                session.execute("select 1")
            with connected("pgbouncer") as admin:
                found = admin.execute("show pools")
                names = [column.name for column in found.description or ()]
                pools = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
                used = [
                    pool["sv_active"]
                    for pool in pools
                    if (pool["database"], pool["user"]) == ("pooled_db", "app")
                ]
                assert used == [2]
            sessions[0].execute("commit")
            assert sessions[2].execute("select current_user").fetchone() == ("app",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sessions[2].execute("delete from notes")
        finally:
            for session in sessions:
                session.close()
