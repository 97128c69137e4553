"""Another branch than the default one, and a Postgres that no Neon manages, through the installed command."""

from __future__ import annotations

import json
import os
import uuid
from typing import TYPE_CHECKING

import psycopg
import pytest
from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator import control


ON_NEON = """\
version: 1
stack: shop
projects:
  NAME:
    branches:
      main: {default: true}
      staging: {parent: main}
    roles:
      shop_owner: {managed_by: neon}
    databases:
      shopdb:
        owner: shop_owner
        schemas: {public: {tables: {items: {columns: {id: bigint primary key, name: text not null}}}}}
"""

ON_POSTGRES = """\
version: 1
stack: plain
projects:
  server:
    provider: postgres
    url: ${env:SERVER_URL}
    databases:
      shopdb:
        schemas:
          extra:
            tables:
              facts: {columns: {id: bigint primary key, note: text}}
"""


class Command:
    """The installed command on a stack of its own."""

    def __init__(
        self, folder: Path, text: str, server: control.LocalServer | None, **environment: str
    ) -> None:
        self.stack = folder / "stack.yaml"
        self.stack.write_text(text)
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("NEON", "PG", "CI"))
        }
        given = {"NEON_API_HOST": server.url, "NEON_API_KEY": server.api_key} if server is not None else {}
        self._environment = {**kept, **given, **environment}

    def __call__(self, command: str, *arguments: str, expect: int = 0) -> str:
        ran = run_neonpy(command, self.stack, *arguments, env=self._environment)
        assert ran.returncode == expect, (
            f"{command} {arguments}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
        )
        return ran.stdout if expect != 1 else ran.stdout + ran.stderr


@pytest.fixture
def shop(tmp_path: Path, local_neon: control.LocalServer) -> Command:
    name = f"shop-{uuid.uuid4().hex[:8]}"
    command = Command(tmp_path, ON_NEON.replace("NAME", name), local_neon)
    command("apply", "--yes")
    return command


def url_of(shop: Command, *arguments: str) -> str:
    return str(json.loads(shop("env", "--json", *arguments))["DATABASE_URL_UNPOOLED"])


def columns(url: str, table: str = "items") -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select column_name from information_schema.columns where table_name = %s", [table]
        )
        return {name for (name,) in rows}


def test_a_change_goes_to_the_named_branch_and_to_no_other(shop: Command) -> None:
    """A staging branch is tried first; production stays as it is until it is named or nothing is."""
    shop.stack.write_text(
        shop.stack.read_text().replace("name: text not null", "name: text not null, note: text")
    )
    # nobody can look into a branch without a compute: it gets one first, and the plan says so
    assert "compute: {}" in shop("env", "--branch", "staging", expect=1)
    planned = shop("plan", "--branch", "staging")
    assert "a branch has no compute yet" in planned
    assert "+ compute" in planned
    assert "Planned again: No changes." in shop("apply", "--yes", "--branch", "staging")
    assert columns(url_of(shop, "--branch", "staging")) == {"id", "name", "note"}
    assert columns(url_of(shop)) == {"id", "name"}
    assert "Plan: 1 to add, 0 to change, 0 to destroy." in shop("plan")
    assert "a branch was not found" in shop("apply", "--yes", "--branch", "stagin", expect=1)
    assert columns(url_of(shop)) == {"id", "name"}


def test_a_plain_postgres_needs_no_neon(shop: Command, tmp_path: Path) -> None:
    """Its databases and roles are made by SQL; what the stack does not name is left alone."""
    folder = tmp_path / "plain"
    folder.mkdir()
    url = url_of(shop)
    plain = Command(folder, ON_POSTGRES, None, SERVER_URL=url)
    assert "table.public.items" in plain("plan")
    assert "Planned again: No changes." in plain("apply", "--yes")
    assert columns(url, "facts") == {"id", "note"}
    assert columns(url) == {"id", "name"}
    assert "No drift." in plain("drift")


@pytest.mark.slow
def test_a_user_who_may_only_read_plans_and_is_refused(shop: Command, tmp_path: Path) -> None:
    """The database says no, the message says to what, and nothing is changed."""
    url = url_of(shop)
    with psycopg.connect(url) as connection:
        connection.execute("create role reader login password 'reader-Pass1'")
    host = url.partition("@")[2]
    folder = tmp_path / "plain"
    folder.mkdir()
    plain = Command(folder, ON_POSTGRES, None, SERVER_URL=f"postgresql://reader:reader-Pass1@{host}")
    assert "+ schema.extra" in plain("plan")
    told = plain("apply", "--yes", expect=1)
    assert "permission denied" in told
    assert "schema.extra" in told
    assert "reader-Pass1" not in told
    assert columns(url, "facts") == set()


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    plain = Command(tmp_path, ON_POSTGRES, None, SERVER_URL="postgresql://u:s3cret-Pass@nowhere.invalid:1/db")
    told = plain("plan", expect=1)
    assert "can't be reached" in told
    assert "s3cret-Pass" not in told
