"""What is to be dropped is put out of the way first, and had back with one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from installed_command import Installation, project_of, secrets

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

HEAD = """\
version: 1
stack: out-of-the-way
projects:
  out-of-the-way:
    branches: {main: {default: true}}
    roles: {owner_role: {managed_by: neon}, app: {login: true}}
    databases:
      shop:
        owner: owner_role
        schemas:
"""
IN_USE = """\
          public:
            grants: {app: [usage]}
            tables:
              orders: {columns: {id: bigint primary key, note: text}, grants: {app: [select]}}
              legacy: {columns: {id: bigint primary key, what: text}, grants: {app: [select, insert]}}
"""
QUARANTINED = """\
          public:
            grants: {app: [usage]}
            tables:
              orders:
                columns: {id: bigint primary key, quarantined_note: {type: text, renamed_from: note}}
                grants: {app: {select: [id]}}
          quarantine:
            tables:
              legacy: {columns: {id: bigint primary key, what: text}}
moved:
  - from: project.out-of-the-way/branch.main/database.shop/table.public.legacy
    to: project.out-of-the-way/branch.main/database.shop/table.quarantine.legacy
"""
GONE = """\
          public:
            grants: {app: [usage]}
            tables:
              orders: {columns: {id: bigint primary key}, grants: {app: [select]}}
          quarantine: {}
removed:
  - project.out-of-the-way/branch.main/database.shop/table.quarantine.legacy
"""


@pytest.mark.slow
def test_out_of_the_way_back_again_and_gone(local_neon: LocalServer, tmp_path: Path) -> None:
    path, delivered = tmp_path / "stack.yaml", tmp_path / "secrets.env"
    shop = Installation(local_neon, path)

    def applied(text: str, *consent: str) -> None:
        path.write_text(HEAD + text, encoding="utf-8")
        shop.run("apply", "--yes", *consent)
        assert "No changes." in shop.run("plan", "--detailed-exitcode")

    path.write_text(HEAD + IN_USE, encoding="utf-8")
    shop.run("apply", "--yes", "--secrets-out", str(delivered))
    (password,) = secrets(delivered).values()
    with shop.sql() as owner:
        owner.execute("insert into legacy values (1, 'kept'); insert into orders values (1, 'kept')")

    applied(QUARANTINED, "--allow=breaks-running-code")
    with shop.sql("app", password) as app:
        for text, error in (
            ("select * from legacy", psycopg.errors.UndefinedTable),
            ("select * from quarantine.legacy", psycopg.errors.InsufficientPrivilege),
            ("select quarantined_note from orders", psycopg.errors.InsufficientPrivilege),
        ):
            with pytest.raises(error):
                app.execute(text.encode())

    shop.run("rollback", "--yes", "--allow=breaks-running-code")
    with shop.sql("app", password) as app:
        app.execute("insert into legacy values (2, 'more')")
        assert app.execute("select what from legacy order by id").fetchall() == [("kept",), ("more",)]
        assert app.execute("select note from orders").fetchall() == [("kept",)]

    applied(QUARANTINED, "--allow=breaks-running-code")
    path.write_text(HEAD + GONE, encoding="utf-8")
    assert "deletes-data" in shop.refused("apply", "--yes")
    applied(GONE, "--allow=deletes-data", "--allow=breaks-running-code")
    with shop.api() as client:
        found = project_of(client, "out-of-the-way")
        assert found is not None
        client.delete(f"/projects/{found['id']}").raise_for_status()
