"""``neonpy rotate`` by the installed command: what is due, who gets what, and that nobody is locked out on the way."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from installed_command import Installation, secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """
version: 1
projects:
  rotated:
    branches: {main: {compute: {min_cu: 0.25, max_cu: 0.25}}}
    roles:
      owner: {managed_by: neon}
      app: {login: true, password: {rotate_every: 90d}}
      web: {login: true, password: {rotate_every: 1h, takes_turns_with: web_b}}
      web_b: {login: true}
    databases: {neondb: {owner: owner}}
"""


@pytest.fixture
def rotated(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    (tmp_path / "stack.yaml").write_text(STACK)
    installation = Installation(local_neon, tmp_path)
    yield installation
    installation.run("destroy", "--yes", "--allow=deletes-data")


@pytest.mark.slow
def test_a_quarter_of_a_year(rotated: Installation, tmp_path: Path) -> None:
    """Nothing is due at first; later what is due gets a new password, and what failed to be delivered never held."""
    file = tmp_path / ".env"
    rotated.run("apply", "--yes", "--secrets-out", str(file))
    first = secrets(file)
    url = json.loads(rotated.run("env", "--json", "--reveal"))["DATABASE_URL_UNPOOLED"]
    with psycopg.connect(url) as owner:  # the journal as it would be then
        owner.execute("update neonpy.history set finished_at = finished_at - interval '91 days'")
    due = json.loads(rotated.run("rotate", "--dry-run", "--json", expect=2))
    assert [
        (item["role"].rpartition(".")[2], item["signs_in_as"], item["is_due"]) for item in due["passwords"]
    ] == [
        ("app", "app", True),
        ("web", "web_b", True),
    ]
    refusal = rotated.refused("rotate", "--yes", "--deliver-with", f'{sys.executable} -c "exit(1)"')
    assert "The old password still holds." in refusal
    _signs_in(url, "app", first["APP_PASSWORD"])

    script = f'{sys.executable} -c "exit(1)"'
    refusal = rotated.refused("rotate", "--yes", "--role", "owner", "--deliver-with", script)
    assert "The old password still holds." not in refusal
    assert "Neon made this password, and the old one is over." in refusal
    url = json.loads(rotated.run("env", "--json", "--reveal"))["DATABASE_URL_UNPOOLED"]

    told = rotated.run("rotate", "--yes", "--env-file", str(file))
    second = secrets(file)
    assert second["WEB_USER"] == "web_b"
    assert "2 passwords rotated." in told
    assert not {second["APP_PASSWORD"], second["WEB_PASSWORD"]} & set(told.split())
    _signs_in(url, "app", second["APP_PASSWORD"])
    _signs_in(url, "web_b", second["WEB_PASSWORD"])
    _signs_in(url, "web", first["WEB_PASSWORD"])  # whoever still has the old one
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        _signs_in(url, "app", first["APP_PASSWORD"])
    assert "No password is due." in rotated.run("rotate", "--dry-run")
    with psycopg.connect(url) as owner:
        noted = owner.execute(
            "select statements::text from neonpy.history where command like '%rotate%'"
        ).fetchall()
    assert not [text for (text,) in noted if second["APP_PASSWORD"] in text]


def _signs_in(url: str, role: str, password: str) -> None:
    with psycopg.connect(url, user=role, password=password) as connection:
        assert connection.execute("select session_user").fetchone() == (role,)
