"""A column is renamed, and a required one comes, while old and new code run: the story of `expand: 2-step` through the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from installed_command import Installation

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

BEFORE = """\
version: 1
stack: halves
projects:
  halves:
    roles: {halves_owner: {managed_by: neon}}
    databases:
      app:
        owner: halves_owner
        schemas:
          public:
            tables:
              people:
                columns:
                  id: bigint primary key generated always as identity
                  full_name: text not null
                  region: text
"""
AFTER = BEFORE.replace(
    "full_name: text not null", "name: {type: text, null: false, renamed_from: full_name, expand: 2-step}"
) + (
    "                  country: {type: text, null: false, backfill: \"coalesce(region, 'US')\", expand: 2-step}\n"
)


@pytest.mark.slow
def test_old_and_new_code_work_until_the_second_half(local_neon: LocalServer, tmp_path: Path) -> None:
    """No consent for the first half, by name for the second; what is in between is told, and is no difference."""
    stack = tmp_path / "stack.yaml"
    stack.write_text(BEFORE, encoding="utf-8")
    neonpy = Installation(local_neon, stack)
    neonpy.run("apply", "--yes")
    with neonpy.sql() as old_code, neonpy.sql() as new_code:
        old_code.execute("insert into people (full_name, region) values ('Ann', 'DE'), ('Bob', null)")
        stack.write_text(AFTER, encoding="utf-8")
        neonpy.run("apply", "--yes")

        assert "expanded on" in neonpy.run("plan", "--detailed-exitcode")
        told = json.loads(neonpy.run("plan", "--json"))["expansions"]
        assert [(item["way"], item["old"], item["filled"]) for item in told] == [
            ("fill", "country", True),
            ("rename", "full_name", True),
        ]
        assert "contract" in neonpy.run("show")
        old_code.execute("insert into people (full_name) values ('Cid')")
        new_code.execute("insert into people (name, country) values ('Dan', 'FR')")
        new_code.execute("update people set name = 'Anna' where name = 'Ann'")
        assert old_code.execute("select full_name from people order by id").fetchall() == [
            ("Anna",),
            ("Bob",),
            ("Cid",),
            ("Dan",),
        ]

        assert "breaks-running-code" in neonpy.refused("apply", "--contract", "--yes")
        neonpy.run("apply", "--contract", "--yes", "--allow", "breaks-running-code")
        assert "expanded" not in neonpy.run("plan", "--detailed-exitcode")
        rows = new_code.execute("select name, country from people order by id").fetchall()
    assert rows == [("Anna", "DE"), ("Bob", "US"), ("Cid", "US"), ("Dan", "FR")]
    neonpy.run("destroy", "--yes", "--allow", "deletes-data")
