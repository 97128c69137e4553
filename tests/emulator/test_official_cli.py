"""The official CLI as a judge: what it says to Neon, it can say to the embedded one."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Neon, Project

    from neonctl_py.emulator.control import LocalServer


@pytest.fixture(scope="session")
def program(node_modules: Path) -> str:
    return str(node_modules / ".bin" / "neon")


@pytest.fixture
def cli(program: str, local_neon: LocalServer, tmp_path: Path) -> Callable[..., Any]:
    """Runs the CLI with JSON output; the parsed answer."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "CI": "1",
        "NEON_API_HOST": local_neon.url,
        "NEON_API_KEY": local_neon.api_key,
    }
    folder = tmp_path / "work"
    folder.mkdir()

    def run(*arguments: str, as_json: bool = True) -> Any:
        output = ["--output", "json"] if as_json else []
        common = ["--no-analytics", "--config-dir", str(tmp_path / "config"), *output]
        done = subprocess.run(
            [program, *arguments, *common],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout) if as_json else done.stdout

    return run


def test_a_project_from_creation_to_deletion(cli: Callable[..., Any], neon: Neon) -> None:
    created = cli("projects", "create", "--name", "by the cli", "--cu", "0.25-2", "--pg-version", "17")
    project_id = created["project"]["id"]
    for operation in neon.ask("GET", f"/projects/{project_id}/operations")["operations"]:
        neon.wait(operation)
    assert project_id in [project["id"] for project in cli("projects", "list")["projects"]]
    assert cli("projects", "update", project_id, "--name", "renamed")["name"] == "renamed"
    assert cli("projects", "get", project_id)["name"] == "renamed"
    assert cli("projects", "delete", project_id)["id"] == project_id


def test_branches_and_what_is_in_them(cli: Callable[..., Any], project: Project, neon: Neon) -> None:
    at = ("--project-id", project.id)
    created = cli("branches", "create", *at, "--name", "dev")
    for operation in neon.ask("GET", project.path("/operations"))["operations"]:
        neon.wait(operation)
    assert created["branch"]["name"] == "dev"
    assert {branch["name"] for branch in cli("branches", "list", *at)} == {"main", "dev"}
    role = cli("roles", "create", *at, "--branch", "dev", "--name", "app")
    for operation in neon.ask("GET", project.path("/operations"))["operations"]:
        neon.wait(operation)
    assert role["name"] == "app"
    cli("databases", "create", *at, "--branch", "dev", "--name", "shop", "--owner-name", "app")
    assert {row["name"] for row in cli("databases", "list", *at, "--branch", "dev")} == {"neondb", "shop"}


def test_a_connection_string_connects(cli: Callable[..., Any], project: Project) -> None:
    import psycopg

    uri = cli("connection-string", "--project-id", project.id, as_json=False).strip()
    with psycopg.connect(uri) as connection:
        assert connection.execute("select current_database()").fetchone() == ("neondb",)


@pytest.mark.slow
def test_a_reset_and_a_schema_diff(cli: Callable[..., Any], project: Project, neon: Neon) -> None:
    child = project.fork(name="dev")
    project.run("create table t (a int)")
    at = ("--project-id", project.id)
    assert "CREATE TABLE public.t" in cli(
        "branches", "schema-diff", *at, "dev", "main", "--database", "neondb", as_json=False
    )
    cli("branches", "reset", "dev", "--parent", *at)
    for operation in neon.ask("GET", project.path("/operations"))["operations"]:
        neon.wait(operation)
    assert project.rows("select count(*) from t", branch=child["id"]) == [0]


@pytest.mark.slow
def test_snapshots_and_their_schedule(cli: Callable[..., Any], project: Project, neon: Neon) -> None:
    at = ("--project-id", project.id)
    cli("snapshots", "create", *at, "--branch", "main", "--name", "nightly")
    for operation in neon.ask("GET", project.path("/operations"))["operations"]:
        neon.wait(operation)
    assert "nightly" in json.dumps(cli("snapshots", "list", *at))
    assert next(row["action"] for row in cli("operations", "list", *at)) == "create_timeline"


def test_an_error_is_told_as_neon_tells_it(cli: Callable[..., Any]) -> None:
    with pytest.raises(AssertionError, match="project not found"):
        cli("branches", "list", "--project-id", "none-such-1")
