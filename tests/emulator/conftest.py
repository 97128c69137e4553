"""Fixtures for talking to an embedded Neon over its socket. Never here: the server itself (``tests/conftest.py``)."""

from __future__ import annotations

import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

_NODE = Path(__file__).parent / "node"

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.control import LocalServer


class Neon:
    """A small client: paths below the project, waiting for operations, connecting."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def ask(self, method: str, path: str, body: Any = None, *, status: int | None = None) -> Any:
        """The JSON of an answer, whose status must be as told (any success otherwise)."""
        answer = self.http.request(method, path, json=body)
        accepted = answer.is_success if status is None else answer.status_code == status
        assert accepted, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def change(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and wait until all operations of the answer have finished."""
        answer = self.ask(method, path, body)
        for operation in (answer or {}).get("operations", []):
            self.wait(operation)
        return answer

    def settle(self, project: str) -> None:
        """Wait for what no answer has named."""
        for operation in self.ask("GET", f"/projects/{project}/operations")["operations"]:
            self.wait(operation)

    def wait(self, operation: dict[str, Any], *, until: str = "finished") -> dict[str, Any]:
        path = f"/projects/{operation['project_id']}/operations/{operation['id']}"
        deadline = time.monotonic() + 60
        while operation["status"] in ("scheduling", "running"):
            assert time.monotonic() < deadline, operation
            time.sleep(0.01)
            operation = self.ask("GET", path)["operation"]
        assert operation["status"] == until, operation
        return operation

    def uri(self, project: str, branch: str, database: str = "neondb", role: str = "neondb_owner") -> str:
        query = f"branch_id={branch}&database_name={database}&role_name={role}"
        return str(self.ask("GET", f"/projects/{project}/connection_uri?{query}")["uri"])


class Project:
    """A project made for one test, with its first branch."""

    def __init__(self, neon: Neon, created: dict[str, Any]) -> None:
        self.neon = neon
        self.created = created
        self.id: str = created["project"]["id"]
        self.branch: str = created["branch"]["id"]
        self.endpoint: str = created["endpoints"][0]["id"]
        self.uri: str = created["connection_uris"][0]["connection_uri"]

    def path(self, rest: str = "") -> str:
        return f"/projects/{self.id}{rest}"

    def main(self, rest: str = "") -> str:
        return self.path(f"/branches/{self.branch}{rest}")

    def fork(self, **branch: Any) -> dict[str, Any]:
        """A child of the main branch with a compute; its document."""
        body = {"branch": branch, "endpoints": [{"type": "read_write"}]}
        made: dict[str, Any] = self.neon.change("POST", self.path("/branches"), body)["branch"]
        return made

    @contextmanager
    def sql(self, branch: str = "", database: str = "neondb") -> Iterator[psycopg.Connection[Any]]:
        uri = self.neon.uri(self.id, branch or self.branch, database)
        with psycopg.connect(uri, autocommit=True) as connection:
            yield connection

    def rows(self, statement: str, branch: str = "") -> list[Any]:
        with self.sql(branch) as connection:
            return [row[0] for row in connection.execute(statement).fetchall()]

    def run(self, *statements: str, branch: str = "") -> None:
        with self.sql(branch) as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lock file in ``node/`` names, installed once; without node there is nothing to judge with."""
    installed = _NODE / "node_modules"
    if (installed / ".package-lock.json").exists():
        return installed
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed here, and the official packages are for node")
    scratch = tmp_path_factory.mktemp("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_NODE / name, scratch)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    try:
        (scratch / "node_modules").rename(installed)
    except OSError:
        return scratch / "node_modules"  # another worker was first, or it is another disk
    return installed


@pytest.fixture
def neon(local_neon: LocalServer) -> Iterator[Neon]:
    headers = {"Authorization": f"Bearer {local_neon.api_key}"}
    with httpx.Client(base_url=local_neon.url, headers=headers, timeout=60) as http:
        yield Neon(http)


@pytest.fixture
def project(neon: Neon) -> Iterator[Project]:
    created = neon.change("POST", "/projects", {"project": {"name": "made for a test"}})
    made = Project(neon, created)
    yield made
    for branch in neon.ask("GET", made.path("/branches"))["branches"]:
        if branch["protected"]:
            neon.ask("PATCH", made.path(f"/branches/{branch['id']}"), {"branch": {"protected": False}})
    neon.ask("DELETE", made.path())
