"""The API has a bad day, or the machine dies in the middle: the message says it, and the same command goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from installed_command import COMMAND, Installation, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: bad-days
projects:
  bad-days:
    pg_version: 17
    branches:
      main: {default: true}
      copy: {parent: main}
    roles:
      neondb_owner: {managed_by: neon}
      second: {managed_by: neon}
      app: {login: true}
    databases:
      neondb:
        owner: neondb_owner
        schemas:
          public:
            tables:
              notes:
                columns: {id: bigint primary key, author: text not null}
                indexes: {notes_author_idx: [author]}
                row_level_security: enabled
                policies: {own: {to: [app], using: author = current_user}}
                grants: {app: [select, insert]}
      more: {owner: second}
"""


@pytest.fixture
def shop(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    """The stack, and afterwards no project of it."""
    stack = tmp_path / "stack.yaml"
    stack.write_text(STACK, encoding="utf-8")
    installation = Installation(local_neon, stack)
    yield installation
    with installation.api() as client:
        httpx.delete(_faults(installation), headers=client.headers)
        while (project := project_of(client, "bad-days")) is not None:
            client.delete(f"/projects/{project['id']}")
            time.sleep(0.05)


def _faults(installation: Installation) -> str:
    return installation.server.url.replace("/api/v2", "/_local/faults")


@contextmanager
def fault(installation: Installation, match: dict[str, Any], **more: Any) -> Iterator[None]:
    """One bad answer (or more) for requests that match."""
    body = {"match": match, **more}
    with installation.api() as client:
        httpx.post(_faults(installation), json=body, headers=client.headers).raise_for_status()
        try:
            yield
        finally:
            httpx.delete(_faults(installation), headers=client.headers).raise_for_status()


ROUTES = "/(roles|databases|branches|endpoints)$"
TROUBLE: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]] = [
    (
        "500 on the third call",
        {"method": "*", "path_regex": ROUTES},
        {"status": 500, "after": 2, "times": 0},
        ("status 500",),
    ),
    (
        "HTML instead of JSON",
        {"method": "GET", "path_regex": "/projects"},
        {"html": "<html>maintenance</html>", "times": 0},
        ("text/html", "<html>"),
    ),
    (
        "a value above the plan's limit",
        {"method": "POST", "path_regex": "/projects$"},
        {
            "status": 400,
            "body": {"code": "", "message": "history_retention_seconds exceeds the limit of your plan"},
        },
        ("limit of your plan",),
    ),
    (
        "an operation that fails",
        {"method": "*", "path_regex": ".*"},
        {"fail_operation": "create_branch", "times": 0},
        ("create_branch", "injected failure"),
    ),
]


@pytest.mark.sampled(every=6)
@pytest.mark.parametrize(("why", "match", "more", "words"), TROUBLE, ids=[trouble[0] for trouble in TROUBLE])
def test_trouble_is_told_and_the_same_command_goes_on(
    shop: Installation, why: str, match: dict[str, Any], more: dict[str, Any], words: tuple[str, ...]
) -> None:
    """Exit 1 with what answered; when the day is better the same command ends with an empty plan."""
    with fault(shop, match, **more):
        told = shop.refused("apply", "--yes")

    assert all(word in told for word in words), told
    assert "Traceback" not in told
    assert shop.server.api_key not in told
    shop.run("apply", "--yes", "--allow", "deletes-data")
    shop.run("plan", "--detailed-exitcode")


PATIENCE = [
    ("busy", "/roles$", {"status": 423, "times": 3}),
    ("too many requests", "/projects$", {"status": 429, "retry_after": "0", "times": 2}),
    ("unavailable", "/branches$", {"status": 503, "times": 2}),
    ("a lost answer", "/databases$", {"drop_answer": True, "times": 1}),
]


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize(("why", "path", "more"), PATIENCE, ids=[patience[0] for patience in PATIENCE])
def test_what_passes_is_waited_out(shop: Installation, why: str, path: str, more: dict[str, Any]) -> None:
    """Nobody has to type anything, and nothing is made twice."""
    with fault(shop, {"method": "POST", "path_regex": path}, **more):
        shop.run("apply", "--yes")

    shop.run("plan", "--detailed-exitcode")
    with shop.api() as client:
        listed = client.get("/projects", params={"limit": 400}).json()["projects"]
    assert [project["name"] for project in listed].count("bad-days") == 1


def test_two_projects_of_one_name_are_an_error_that_lists_both(shop: Installation) -> None:
    """A name is the identity, so it must be one."""
    with shop.api() as client:
        ids = [
            client.post("/projects", json={"project": {"name": "bad-days"}})
            .raise_for_status()
            .json()["project"]["id"]
            for _ in range(2)
        ]

    told = shop.refused("plan")

    assert all(project in told for project in ids)


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("lines", [6, 1, 12])
def test_a_run_that_is_killed_is_completed_by_the_same_command(shop: Installation, lines: int) -> None:
    """kill -9 after so many lines of progress; what was done stays, what was not is done."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("NEON", "PG"))},
        "NEON_API_HOST": shop.server.url,
        "NEON_API_KEY": shop.server.api_key,
    }
    with subprocess.Popen(
        [str(COMMAND), "apply", str(shop.stack), "--yes"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout is not None
        seen = 0
        for line in running.stdout:
            seen += line.startswith(("[", "    project."))
            if seen >= lines:
                break
        running.send_signal(signal.SIGKILL)
        running.stdout.close()

    shop.run("apply", "--yes")
    shop.run("plan", "--detailed-exitcode")
