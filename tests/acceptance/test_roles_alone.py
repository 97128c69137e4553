"""Roles are read through any database of their branch, declared or not, so they are never offered as new twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from installed_command import Installation

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: alone
projects:
  {name}:
    branches: {{main: {{default: true}}}}
    roles: {roles}
"""

ROLES = [
    ("only-the-platforms", "{own: {managed_by: neon}}"),
    ("only-sql", "{sq: {login: true}}"),
    ("both", "{own: {managed_by: neon}, sq: {login: true}}"),
]


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize(("name", "roles"), ROLES, ids=[role[0] for role in ROLES])
def test_a_stack_without_databases_converges(
    local_neon: LocalServer, tmp_path: Path, name: str, roles: str
) -> None:
    """apply, an empty plan, and gone."""
    stack = tmp_path / "stack.yaml"
    stack.write_text(STACK.format(name=name, roles=roles), encoding="utf-8")
    installation = Installation(local_neon, stack)

    installation.run("apply", "--yes")
    installation.run("plan", "--detailed-exitcode")
    installation.run("destroy", "--yes", "--allow", "deletes-data")


@pytest.mark.slow
def test_another_database_leaves_the_roles_as_they_are(local_neon: LocalServer, tmp_path: Path) -> None:
    """Only the database is new."""
    stack = tmp_path / "stack.yaml"
    text = STACK.format(name="two-databases", roles="{own: {managed_by: neon}, app: {login: true}}")
    stack.write_text(text + "    databases: {one: {owner: own}}\n", encoding="utf-8")
    installation = Installation(local_neon, stack)
    installation.run("apply", "--yes")
    stack.write_text(text + "    databases: {two: {owner: own}}\n", encoding="utf-8")

    told = installation.run("apply", "--yes")

    assert "1 added, 0 changed, 0 destroyed" in told
    installation.run("plan", "--detailed-exitcode")
    installation.run("destroy", "--yes", "--allow", "deletes-data")
