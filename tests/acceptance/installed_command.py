"""The installed ``neonpy`` against an embedded Neon, and the two ways around it: the API and SQL by hand.

Never here: what a stack is expected to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
import psycopg
from warm_command import COMMAND, run_neonpy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.control import LocalServer

REPOSITORY = Path(__file__).parents[2]
STACKS = REPOSITORY / "stacks"
GROUPS = ("retention",)
"""Commands of two words."""


@dataclass(frozen=True)
class Installation:
    """One account, one stack."""

    server: LocalServer
    stack: Path
    organization: str = ""
    """Whose account it is, where one embedded Neon serves several."""

    def run(self, *arguments: str, expect: int = 0, stack: Path | str | None = None) -> str:
        """``neonpy COMMAND STACK …``; its standard output. The exit code must be ``expect``."""
        done = self._start(arguments, str(stack or self.stack))
        told = f"neonpy {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == expect, told
        return done.stdout

    def refused(self, *arguments: str, stack: Path | str | None = None) -> str:
        """What it says on standard error when it exits 1."""
        done = self._start(arguments, str(stack or self.stack))
        assert done.returncode == 1, f"{done.stdout}\n{done.stderr}"
        return done.stderr

    def begin(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """The same, while the test goes on. Both streams come through one pipe, line by line."""
        command, *options = arguments
        return subprocess.Popen(
            [str(COMMAND), command, str(self.stack), *options],
            env=self._environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _start(self, arguments: tuple[str, ...], stack: str) -> subprocess.CompletedProcess[str]:
        words = 2 if arguments[0] in GROUPS else 1
        return run_neonpy(*arguments[:words], stack, *arguments[words:], env=self._environment())

    def _environment(self) -> dict[str, str]:
        return {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("NEON_", "NEONPY_", "PG"))
            },
            "NEON_API_HOST": self.server.url,
            "NEON_API_KEY": self.server.api_key,
            "COLUMNS": "200",
            **({"NEON_ORG_ID": self.organization} if self.organization else {}),
        }

    def drift(self) -> tuple[set[str], set[str]]:
        """What ``neonpy drift`` names: what was changed, and what has to go and come back because of it."""
        changes = json.loads(self.run("drift", "--json", expect=2))["resource_changes"]
        dragged = {change["address"] for change in changes if "because" in change}
        return {change["address"] for change in changes} - dragged, dragged

    @contextmanager
    def api(self) -> Iterator[httpx.Client]:
        """The API, as somebody with the key uses it."""
        headers = {"Authorization": f"Bearer {self.server.api_key}"}
        with httpx.Client(base_url=self.server.url, headers=headers, timeout=30) as client:
            yield client

    @contextmanager
    def sql(self, role: str = "", password: str = "") -> Iterator[psycopg.Connection[Any]]:
        """A session on the stack's database: its owner's, or the role's with that password."""
        with psycopg.connect(as_role(self.url(), role, password), autocommit=True) as connection:
            yield connection

    def url(self) -> str:
        """The owner's, past the pooler."""
        return str(json.loads(self.run("env", "--json", "--reveal"))["DATABASE_URL_UNPOOLED"])


def as_role(url: str, role: str, password: str) -> str:
    """The same place for somebody else; as it is when no role is named."""
    if not role:
        return url
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{host}"))


def read_until(running: subprocess.Popen[str], words: str) -> str:
    """What the command says up to the line with these words. It must come to say them."""
    assert running.stdout is not None
    said = ""
    for line in running.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it never said {words!r}:\n{said}")


def project_of(client: httpx.Client, name: str) -> dict[str, Any] | None:
    """The project of that name, if the account has one."""
    listed = client.get("/projects", params={"limit": 400}).raise_for_status().json()["projects"]
    return next((project for project in listed if project["name"] == name), None)


def branches_of(client: httpx.Client, project: str) -> dict[str, str]:
    """Ids by name."""
    listed = client.get(f"/projects/{project}/branches").raise_for_status().json()["branches"]
    return {branch["name"]: branch["id"] for branch in listed}


def compute_of(client: httpx.Client, project: str, branch: str) -> str:
    """The id of a branch's compute."""
    listed = client.get(f"/projects/{project}/branches/{branch}/endpoints").raise_for_status().json()
    return str(listed["endpoints"][0]["id"])


def settle(client: httpx.Client, project: str) -> None:
    """Wait until the project's operations have ended."""
    deadline = time.monotonic() + 60
    while True:
        operations = client.get(f"/projects/{project}/operations").raise_for_status().json()["operations"]
        if all(operation["status"] in ("finished", "skipped") for operation in operations):
            return
        assert time.monotonic() < deadline, f"operations of {project} do not end: {operations}"
        time.sleep(0.02)


def secrets(path: Path) -> dict[str, str]:
    """The lines that ``--secrets-out`` wrote."""
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: value.strip("'") for name, _, value in pairs}
