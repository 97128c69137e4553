"""Starting, stopping, killing and wiping a server; what survives, and who may listen in."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from neonctl_py.emulator import control
from neonctl_py.emulator.errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def data_dir(fresh_data_dir: Callable[[], Path]) -> Iterator[Path]:
    path = fresh_data_dir()
    yield path
    control.reset(path)


def _client(server: control.LocalServer) -> httpx.Client:
    return httpx.Client(
        base_url=server.url, headers={"Authorization": f"Bearer {server.api_key}"}, timeout=60
    )


def _new_project(server: control.LocalServer) -> dict[str, Any]:
    with _client(server) as http:
        created: dict[str, Any] = http.post("/projects", json={"project": {"name": "kept"}}).json()
        path = f"/projects/{created['project']['id']}/operations"
        while any(row["status"] != "finished" for row in http.get(path).json()["operations"]):
            time.sleep(0.01)
    return created


def _postgres_of(data_dir: Path) -> list[int]:
    """The postmasters that run below ``data_dir``."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"-D" in words and words[words.index(b"-D") + 1].startswith(os.fsencode(data_dir)):
            found.append(int(entry.name))
    return found


def test_starting_twice_gives_the_same_server(data_dir: Path) -> None:
    servers: list[control.LocalServer] = []
    threads = [threading.Thread(target=lambda: servers.append(control.start(data_dir))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert servers == [servers[0]] * 3
    assert control.status(data_dir) == servers[0]


def test_a_stopped_server_is_gone_and_its_data_is_not(data_dir: Path) -> None:
    server = control.start(data_dir)
    uri = _new_project(server)["connection_uris"][0]["connection_uri"]
    with psycopg.connect(uri) as connection:
        connection.execute("create table t as select 1 as a")
    assert control.stop(data_dir)
    assert not control.stop(data_dir)
    assert control.status(data_dir) is None
    assert _postgres_of(data_dir) == []
    again = control.start(data_dir)
    assert (again.url, again.api_key) == (server.url, server.api_key)
    with psycopg.connect(uri) as connection:
        assert connection.execute("select a from t").fetchone() == (1,)


def test_a_killed_server_leaves_no_postgres_and_loses_nothing(data_dir: Path) -> None:
    server = control.start(data_dir)
    created = _new_project(server)
    uri = created["connection_uris"][0]["connection_uri"]
    with psycopg.connect(uri) as connection:
        connection.execute("create table t as select 1 as a")
        connection.commit()
        os.kill(server.pid, signal.SIGKILL)
    deadline = time.monotonic() + 120
    while _postgres_of(data_dir):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    control.start(data_dir)
    with psycopg.connect(uri) as connection:
        assert connection.execute("select a from t").fetchone() == (1,)


def test_operations_that_a_kill_interrupted_are_done_after_the_next_start(data_dir: Path) -> None:
    server = control.start(data_dir)
    created = _new_project(server)
    uri = created["connection_uris"][0]["connection_uri"]
    psycopg.connect(uri).close()
    with _client(server) as http:
        http.post(server.url.replace("/api/v2", "/_local/clock"), json={"operation_seconds": 30})
        path = f"/projects/{created['project']['id']}/branches/{created['branch']['id']}/roles"
        operation = http.post(path, json={"role": {"name": "app"}}).json()["operations"][0]
    os.kill(server.pid, signal.SIGKILL)
    server = control.start(data_dir)
    with _client(server) as http:
        path = f"/projects/{created['project']['id']}/operations/{operation['id']}"
        while (status := http.get(path).json()["operation"]["status"]) in ("scheduling", "running"):
            time.sleep(0.01)
    assert status == "finished"
    with psycopg.connect(uri) as connection:
        assert connection.execute("select 1 from pg_roles where rolname = 'app'").fetchone() == (1,)


def test_secrets_are_for_their_owner_only(data_dir: Path) -> None:
    control.start(data_dir)
    for name in ("server.json", "api-key", "state.sqlite3", "tls/server.key"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE((data_dir / "run").stat().st_mode) == 0o700


def test_a_directory_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    for action in (control.reset, control.start):
        with pytest.raises(EmulatorError, match="does not belong"):
            action(tmp_path)
    assert (tmp_path / "precious").read_text() == "data"


def test_a_reset_leaves_nothing(data_dir: Path) -> None:
    _new_project(control.start(data_dir))
    control.reset(data_dir)
    assert not data_dir.exists()
    control.reset(data_dir)


def test_a_server_that_can_not_start_tells_why(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "neonpy-emulator").touch()
    (data_dir / "state.sqlite3").mkdir()
    with pytest.raises(EmulatorError, match="did not start") as caught:
        control.start(data_dir)
    assert str(control.log_path(data_dir)) in caught.value.hint


def test_the_status_names_what_runs(data_dir: Path) -> None:
    server = control.start(data_dir)
    _new_project(server)
    with _client(server) as http:
        status = http.get(server.url.replace("/api/v2", "/_local/status")).json()
    assert (status["projects"], status["branches"], status["running_computes"]) == (1, 1, 0)
    assert status["postgres"][0]["major"] == 17
    assert status["stand_ins"] == []


def test_a_version_that_nobody_has_runs_on_the_nearest(data_dir: Path) -> None:
    server = control.start(data_dir)
    with _client(server) as http:
        created = http.post("/projects", json={"project": {"pg_version": 19}}).json()
        status = http.get(server.url.replace("/api/v2", "/_local/status")).json()
    assert created["project"]["pg_version"] == 19
    assert status["stand_ins"] == [{"project_id": created["project"]["id"], "wanted": 19, "runs_on": 18}]


def test_an_idle_compute_is_suspended_and_wakes_again(data_dir: Path) -> None:
    server = control.start(data_dir)
    uri = _new_project(server)["connection_uris"][0]["connection_uri"]
    local = server.url.replace("/api/v2", "/_local")
    with _client(server) as http, psycopg.connect(uri, autocommit=True) as idle:
        idle.execute("select 1")
        assert http.get(f"{local}/status").json()["running_computes"] == 1
        http.post(f"{local}/clock", json={"advance_seconds": 301})
        deadline = time.monotonic() + 120
        while http.get(f"{local}/status").json()["running_computes"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with pytest.raises(psycopg.errors.AdminShutdown):
            idle.execute("select 1")
    with psycopg.connect(uri) as again:
        assert again.execute("select 1").fetchone() == (1,)


def test_a_long_history_is_shortened_by_a_base(data_dir: Path) -> None:
    server = control.start(data_dir)
    created = _new_project(server)
    uri = created["connection_uris"][0]["connection_uri"]
    path = f"/projects/{created['project']['id']}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("create table t as select repeat('x', 1000) as a from generate_series(1, 80000)")
    with _client(server) as http:
        http.post(f"{path}/endpoints/{created['endpoints'][0]['id']}/suspend")
        while http.get(f"{path}/endpoints").json()["endpoints"][0]["current_state"] != "idle":
            time.sleep(0.01)
        while not list((data_dir / "bases").glob("tl-*")):
            time.sleep(0.01)
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("insert into t values ('after the base')")
        body = {"branch": {"name": "dev"}, "endpoints": [{"type": "read_write"}]}
        child = http.post(f"{path}/branches", json=body).json()["connection_uris"][0]["connection_uri"]
    with psycopg.connect(child) as connection:
        assert connection.execute("select count(*) from t").fetchone() == (80001,)


def test_many_first_projects_at_once(data_dir: Path) -> None:
    server = control.start(data_dir)
    with _client(server) as http, ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda at: http.post("/projects", json={"project": {"name": f"p{at}"}}), range(6))
        )
        uris = [answer.json()["connection_uris"][0]["connection_uri"] for answer in answers]

        def word(uri: str) -> Any:
            with psycopg.connect(uri) as connection:
                return connection.execute("select 1").fetchone()

        assert list(pool.map(word, uris)) == [(1,)] * 6


def test_an_installation_of_the_system_serves_as_well(data_dir: Path) -> None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not installed:
        pytest.skip("no PostgreSQL is installed in the system")
    folder = installed[-1].parent
    server = control.start(data_dir, pg_bin=folder)
    with _client(server) as http:
        body = {"project": {"pg_version": int(folder.parent.name)}}
        uri = http.post("/projects", json=body).json()["connection_uris"][0]["connection_uri"]
        status = http.get(server.url.replace("/api/v2", "/_local/status")).json()
    assert [had["origin"] for had in status["postgres"]] == ["named"]
    with psycopg.connect(uri, autocommit=True) as connection:
        for extension in ("pg_stat_statements", "pg_trgm"):
            connection.execute(f"create extension {extension}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")
def test_a_place_that_postgres_can_not_reach_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmulatorError, match="did not start") as caught:
        control.start(closed / "data")
    assert "NEONPY_DATA_DIR" in caught.value.hint
