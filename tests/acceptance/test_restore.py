"""A branch goes back to a moment of its past; a drill has shown before that it can."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from installed_command import Installation, branches_of, project_of, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: {name}
projects:
  {name}:
    history_retention: 1d
    branches:
      main: {{default: true}}
    roles:
      app_user: {{login: true}}
      newer: {{login: true}}
    databases:
      app:
        schemas:
          public:
            tables:
              orders:
                columns: {{id: bigint primary key}}
        checks:
          orders_there: {{sql: select count(*) > 5 from orders, expect: true, severity: alert}}
"""

NOTED = """
insert into neonpy.history
       (run, started_at, finished_at, who, command, stack, commit, plan_fingerprint, outcome, statements)
select gen_random_uuid(), now(), now(), 'me', 'neonpy', '', '', '', 'applied', statements::jsonb
  from (values ('["ALTER ROLE app_user PASSWORD ''(sensitive value)''"]'),
               ('["CREATE ROLE newer LOGIN", "ALTER ROLE newer PASSWORD ''(sensitive value)''"]')
       ) as runs (statements);
create table neonpy.retention (rule text, at timestamptz, rows bigint);
insert into neonpy.retention values ('project.restored/retention.old', now(), 4),
       ('project.restored/retention.old', now(), 3), ('project.restored/retention.old', now() - interval '1 day', 9);
"""


@pytest.fixture
def shop(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    """With a hundred orders."""
    path = tmp_path / "stack.yaml"
    path.write_text(STACK.format(name="restored"), encoding="utf-8")
    installation = Installation(local_neon, path)
    installation.run("apply", "--yes")
    with installation.sql() as connection:
        connection.execute("insert into orders select generate_series(1, 100)")
    yield installation
    with installation.api() as client:
        if (found := project_of(client, "restored")) is not None:
            settle(client, found["id"])
            client.delete(f"/projects/{found['id']}").raise_for_status()


def _a_moment() -> str:
    """The API knows whole seconds."""
    time.sleep(1.1)
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    time.sleep(1.1)
    return moment


def _count(shop: Installation) -> int:
    with shop.sql() as connection:
        row = connection.execute("select count(*) from orders").fetchone()
    assert row is not None
    return int(row[0])


def _branches(shop: Installation) -> set[str]:
    with shop.api() as client:
        found = project_of(client, "restored")
        assert found is not None
        return set(branches_of(client, found["id"]))


def test_what_was_deleted_by_mistake_is_had_back_after_a_drill(shop: Installation) -> None:
    moment = _a_moment()
    with shop.sql() as connection:
        connection.execute("delete from orders where id > 3")

    drilled = json.loads(
        shop.run("drill", "--at", moment, "--within", "15m", "--identical", "--json", expect=1)
    )
    (problem,) = drilled["problems"]
    assert problem.endswith("table.public.orders is not what it is now, by its checksum")
    (place,) = drilled["branches"]
    (table,) = place["tables"]
    assert (table["rows"], table["rows_now"], table["estimate"], table["identical"]) == (100, 3, False, False)
    assert [check["passed"] for check in place["checks"]] == [True]
    assert place["behind_the_stack"] == []
    assert (_branches(shop), _count(shop)) == ({"main"}, 3)  # a drill leaves nothing, and changes nothing

    told = shop.run(
        "drill", "--ago", "0s", "--identical", "--format", "markdown", expect=1
    )  # as it is now, too little is there
    assert "check.orders_there does not pass on what was restored" in told
    assert "checksum" not in told

    with shop.sql() as connection:  # as rotate and retention note it
        connection.execute(NOTED)
    shown = shop.run("restore", "--at", moment, "--dry-run")
    assert "the password that app_user had before its new one" in shown
    assert f"neonpy rotate {shop.stack} --role app_user" in shown
    assert "7 rows, or their keys, that project.restored/retention.old took away" in shown
    assert "all that it holds now stays as the branch neonpy-replaced-main-" in shown
    assert "--allow deletes-data" in shop.refused("restore", "--at", moment, "--yes")
    assert _count(shop) == 3
    told = shop.run("restore", "--at", moment, "--yes", "--allow", "deletes-data", "--json")
    assert [
        (item["kind"], item["of"].rpartition(".")[2], item["rows"], item["hint"])
        for item in json.loads(told.splitlines()[0])["comes_back"]
    ] == [
        ("password", "app_user", None, f"neonpy rotate {shop.stack} --role app_user"),
        ("rows", "old", 7, f"neonpy retention run {shop.stack} --only old"),
    ]

    assert _count(shop) == 100
    assert {name.rstrip("0123456789") for name in _branches(shop)} == {"main", "neonpy-replaced-main-"}
    assert "No changes." in shop.run("plan", "--detailed-exitcode")
    assert f"--at {moment}" in shop.run("history")


@pytest.mark.slow
def test_a_snapshot_is_restored_too(shop: Installation) -> None:
    with shop.api() as client:
        project = project_of(client, "restored")
        assert project is not None
        main = branches_of(client, project["id"])["main"]
        path = f"/projects/{project['id']}/branches/{main}/snapshot"
        client.post(path, params={"name": "before-the-sale"}).raise_for_status()
        settle(client, project["id"])
    with shop.sql() as connection:
        connection.execute("delete from orders where id > 3")

    drilled = json.loads(shop.run("drill", "--snapshot", "newest", "--json"))
    assert drilled["branches"][0]["tables"][0]["rows"] == 100
    assert _branches(shop) == {"main"}
    assert "before-the-sale" in shop.refused("drill", "--snapshot", "another")
    shop.run("restore", "--snapshot", "before-the-sale", "--yes", "--allow", "deletes-data")

    assert _count(shop) == 100
    assert "No changes." in shop.run("plan", "--detailed-exitcode")


@pytest.mark.slow
def test_a_moment_that_can_not_be_reached_is_refused_before_anything_is_made(shop: Installation) -> None:
    told = {
        "2026-11-21 14:05": "a moment needs its zone",
        "yesterday": "a moment can't be read",
        "2126-01-01T00:00:00Z": "that moment has not come yet",
        "2020-01-01T00:00:00Z": "Neon's history does not reach back that far",
    }
    for moment, words in told.items():
        assert words in shop.refused("drill", "--at", moment)
    assert "the branch was not there yet" in shop.refused("restore", "--ago", "23h", "--yes")
    assert "back to when?" in shop.refused("restore", "--yes")
    assert "one moment, please" in shop.refused("drill", "--ago", "5m", "--snapshot", "newest")
    assert _branches(shop) == {"main"}
