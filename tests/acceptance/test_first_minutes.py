"""The first minutes with neonpy, through the installed command: from nothing to a system, and back to nothing."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest
from warm_command import run_neonpy

from neonctl_py.emulator import control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STACK = """\
version: 1
stack: shop
projects:
  shop:
    branches: {main: {default: true}}
    roles:
      shop_owner: {managed_by: neon}
      app: {login: true, connection_limit: 25}
    databases:
      shopdb:
        owner: shop_owner
        schemas:
          public:
            grants: {app: [usage]}
            tables:
              items:
                columns:
                  id: bigint generated always as identity primary key
                  name: text not null
                row_level_security: enabled
                policies: {all_rows: {for: select, to: [app], using: "true"}}
                grants: {app: [select]}
    checks:
      none_yet: {sql: select count(*) from items, expect: 0, severity: alert}
"""


class Neonpy:
    """The installed command in a folder of its own, on an embedded Neon of its own."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.folder = folder
        self._environment = {
            **{
                name: value for name, value in os.environ.items() if not name.startswith(("NEON", "PG", "CI"))
            },
            "NEONPY_DATA_DIR": str(data_dir),
            "NEONPY_LOCAL": "1",
        }

    def __call__(self, *arguments: str, expect: int = 0, **environment: str) -> str:
        ran = run_neonpy(*arguments, cwd=self.folder, env={**self._environment, **environment})
        assert ran.returncode == expect, f"{arguments}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout if expect != 1 else ran.stdout + ran.stderr


@pytest.fixture
def neonpy(tmp_path: Path, fresh_data_dir: Callable[[], Path]) -> Iterator[Neonpy]:
    data_dir = fresh_data_dir()
    try:
        yield Neonpy(tmp_path, data_dir)
    finally:
        control.reset(data_dir)


def test_from_nothing_to_a_system_and_back(neonpy: Neonpy) -> None:
    """What ``init`` writes applies as it is, is then complete, and goes away again."""
    neonpy("init", "--yes", "--name", "first")
    assert "No changes." not in neonpy("plan", "--detailed-exitcode", expect=2)
    assert "Planned again: No changes." in neonpy("apply", "--yes")
    assert neonpy("plan", "--detailed-exitcode") == "No changes. Your infrastructure matches the stack.\n"
    assert "needs your consent" in neonpy("destroy", "--yes", expect=1)
    assert "Nothing of the stack is left." in neonpy("destroy", "--yes", "--allow", "deletes-data")
    assert neonpy("show").startswith("Nothing of this stack exists yet.")


@pytest.mark.slow
def test_a_day_with_a_stack(neonpy: Neonpy) -> None:
    """Passwords, connection strings, psql, checks, drift, saved plans: each on what the ones before have made."""
    stack = neonpy.folder / "stack.yaml"
    stack.write_text(STACK)

    # the passwords of new roles go where they were told to, and nowhere else
    said = neonpy("apply", "--yes", "--secrets-out", "pw.env")
    (line,) = (neonpy.folder / "pw.env").read_text().splitlines()
    password = line.removeprefix("APP_PASSWORD='").removesuffix("'")
    assert len(password) > 20
    assert password not in said
    assert "without a password" not in said
    assert stat.S_IMODE((neonpy.folder / "pw.env").stat().st_mode) == 0o600

    # connection strings: private in a file, hidden from a log
    neonpy("env", "--format", "prisma", "-o", ".env")
    assert stat.S_IMODE((neonpy.folder / ".env").stat().st_mode) == 0o600
    assert "DIRECT_URL='postgresql://shop_owner:" in (neonpy.folder / ".env").read_text()
    assert ":***@" in neonpy("env", CI="true")
    urls = json.loads(neonpy("env", "--json"))
    assert ":***@" not in urls["DATABASE_URL"]
    assert "//app@" in neonpy("env", "--role", "app")  # its password is kept nowhere

    # what is there
    shown = neonpy("show")
    assert "table.public.items" in shown
    objects = {entry["address"] for entry in json.loads(neonpy("show", "--json"))["objects"]}
    assert "project.shop/branch.main/role.app" in objects

    # a live check, before and after it fails
    assert "1 check passed." in neonpy("check")
    subprocess.run(
        ["psql", "-XqAt", urls["DATABASE_URL_UNPOOLED"], "-c", "insert into items (name) values ('a')"],
        check=True,
    ) if _has_psql() else pytest.skip("the rest needs a psql")
    assert "expected 0, got 1" in neonpy("check", expect=1)
    assert json.loads(neonpy("check", "--json", expect=1))["checks"][0]["passed"] is False
    assert neonpy("psql", "-c", "select name from items").split()[2] == "a"

    # somebody changes the world
    assert neonpy("drift") == "No drift. The world is as the stack says.\n"
    neonpy("psql", "-c", "alter table items disable row level security")
    assert "row_level_security: false -> true" in neonpy("drift", expect=2)

    # a saved plan holds until the stack or the world moves
    neonpy("plan", "-o", "plan.json")
    document = (neonpy.folder / "plan.json").read_text()
    assert json.loads(document)["resource_changes"][0]["change"]["actions"] == ["update"]
    (neonpy.folder / "edited.json").write_text(document.replace('"update"', '"no-op"'))
    assert "was edited" in neonpy("apply", "edited.json", "--yes", expect=1)
    neonpy("apply", "plan.json", "--yes")
    assert "stale" in neonpy("apply", "plan.json", "--yes", expect=1)

    # what deletes needs consent, and is told what it costs; events are lines of JSON
    stack.write_text(STACK.replace("                  name: text not null\n", ""))
    told = neonpy("apply", "--yes", expect=1)
    assert "--allow deletes-data" in told
    lines = neonpy("apply", "--yes", "--json", "--allow", "deletes-data", "--allow", "breaks-running-code")
    documents = [json.loads(line) for line in lines.splitlines()]
    assert [documents[0]["type"], documents[-1]["type"]] == ["plan", "apply_report"]
    assert documents[-1]["outcome"] == "applied"
    assert {document["type"] for document in documents[1:-1]} == {"event"}
    assert neonpy("plan", "--json", "--detailed-exitcode")


def _has_psql() -> bool:
    from shutil import which

    return which("psql") is not None


@pytest.mark.sampled(every=6)
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["plan", "--branch", "nope"], "a branch was not found"),
        (["apply", "--yes", "--branch", "nope"], "a branch was not found"),
        (["plan", "--target", "project.shop/role.nobody"], "a target does not exist"),
        (["plan", "--target", "not an address"], "a target is no address"),
        (["plan", "-o", "missing/plan.json"], "a file can't be written"),
        (["apply", "--yes", "--secrets-out", "missing/pw"], "a file can't be written"),
        (["apply", "--yes", "--allow", "everything"], "no such hazard"),
        (["apply", "none.json", "--yes"], "a plan can't be read"),
        (["env"], "a database does not exist yet"),
        (["psql"], "a database does not exist yet"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_told_and_changes_nothing(
    arguments: list[str], expected: str, tmp_path: Path, local_neon: control.LocalServer
) -> None:
    neonpy = Neonpy(tmp_path, local_neon.data_dir)
    (tmp_path / "stack.yaml").write_text(STACK.replace("  shop:\n", f"  {_unused_name(arguments)}:\n", 1))
    assert expected in neonpy(*arguments, expect=1).replace("\n    ", " ")
    assert neonpy("show").startswith("Nothing of this stack exists yet.")


def _unused_name(arguments: list[str]) -> str:
    """A project of each test's own: they share one account."""
    return "shop" if "project.shop" in " ".join(arguments) else f"shop-{abs(hash(tuple(arguments)))}"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"NEON_API_KEY": "wrong"}, "401"),
        ({"NEON_API_HOST": "http://127.0.0.1:9"}, ""),
    ],
)
def test_a_wrong_key_or_no_network_is_an_error(
    environment: dict[str, str], expected: str, tmp_path: Path, local_neon: control.LocalServer
) -> None:
    (tmp_path / "stack.yaml").write_text(STACK)
    neonpy = Neonpy(tmp_path, local_neon.data_dir)
    given = {"NEON_API_HOST": local_neon.url, "NEON_API_KEY": local_neon.api_key, **environment}
    told = neonpy("apply", "--yes", expect=1, NEONPY_LOCAL="", **given)
    assert "error: " in told
    assert expected in told
    assert local_neon.api_key not in told
