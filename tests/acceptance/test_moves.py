"""Everything that has a name is renamed in one apply, from the project down to a column, and no row is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from installed_command import Installation, project_of

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

BEFORE = """\
version: 1
stack: moving
projects:
  moving-old:
    pg_version: 17
    branches:
      main: {default: true}
      dev: {parent: main}
    roles:
      owner_role: {managed_by: neon}
      app: {login: true}
    databases:
      olddb:
        owner: owner_role
        schemas:
          public:
            tables:
              users:
                columns: {id: bigint primary key, nick: text not null}
                indexes: {users_nick_idx: [nick]}
                row_level_security: enabled
                policies: {own: {to: [app], using: nick = current_user}}
                grants: {app: [select]}
              posts:
                columns: {id: bigint primary key, user_id: bigint references users(id)}
"""

AFTER = """\
version: 1
stack: moving
projects:
  moving-new:
    pg_version: 17
    branches:
      production: {default: true}
      develop: {parent: production}
    roles:
      owner_role: {managed_by: neon}
      web: {login: true}
    databases:
      newdb:
        owner: owner_role
        schemas:
          public:
            tables:
              people:
                columns: {id: bigint primary key, name: {type: text, null: false, renamed_from: nick}}
                indexes: {people_name_idx: [name]}
                row_level_security: enabled
                policies: {own: {to: [web], using: name = current_user}}
                grants: {web: [select]}
              posts:
                columns: {id: bigint primary key, user_id: bigint references people(id)}
moved:
  - {from: project.moving-old, to: project.moving-new}
  - {from: project.moving-new/branch.main, to: project.moving-new/branch.production}
  - {from: project.moving-new/branch.dev, to: project.moving-new/branch.develop}
  - {from: project.moving-new/role.app, to: project.moving-new/role.web}
  - {from: project.moving-new/database.olddb, to: project.moving-new/database.newdb}
  - {from: project.moving-new/database.newdb/table.public.users, to: project.moving-new/database.newdb/table.public.people}
"""


@pytest.mark.slow
def test_a_whole_system_is_renamed_without_losing_a_row(local_neon: LocalServer, tmp_path: Path) -> None:
    """One rename each, nothing created, nothing destroyed; the second plan is empty, and so is the one after it."""
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    before.write_text(BEFORE, encoding="utf-8")
    after.write_text(AFTER, encoding="utf-8")
    old, new = Installation(local_neon, before), Installation(local_neon, after)
    old.run("apply", "--yes")
    with old.sql() as connection:
        connection.execute("insert into users values (1, 'x'); insert into posts values (1, 1)")

    told = new.run("apply", "--yes", "--allow", "breaks-running-code")

    assert "0 added, 0 changed, 0 destroyed, 9 renamed" in told
    new.run("plan", "--detailed-exitcode")
    with new.sql() as connection:
        rows = connection.execute(
            "select name, user_id from people join posts on people.id = user_id"
        ).fetchall()
    assert rows == [("x", 1)]
    new.run("destroy", "--yes", "--allow", "deletes-data")
    with new.api() as client:
        assert project_of(client, "moving-new") is None
        assert project_of(client, "moving-old") is None
