"""Cases about roles, memberships and the database itself: the server holds one state at a time, so both ends are built in turn."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from case_coverage import claimed, sorts
from case_folder import CaseFolder, server_cases, skip_where_the_server_lacks_something
from pair_run import DATABASE, apply_plan, observed_with_server, plan_between
from schema_dump import SchemaDump, schema_dump
from test_cases import holds

from neonctl_py.ddl.quoting import identifier
from neonctl_py.postgres.connect import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from private_server import PrivateServer

    from neonctl_py.postgres.observe import DatabaseState

NAME = DATABASE.name[0]
OWNER = "app_admin"
"""What belongs to the embedded server's own superuser is the platform's."""


@dataclass(frozen=True)
class _Seen:
    """``roles``: what pg_dumpall writes of them, with their memberships and settings."""

    state: DatabaseState
    dump: SchemaDump
    roles: list[str]


class _Place:
    """The one database whose name is the address's, and the roles that a case makes."""

    def __init__(self, server: PrivateServer, admin: psycopg.Connection[tuple[object, ...]]) -> None:
        self.server, self.admin = server, admin
        self.url = server.url(NAME)
        self.base = self._roles()

    def _roles(self) -> set[str]:
        return {str(name) for (name,) in self.admin.execute("select rolname from pg_roles").fetchall()}

    def clear(self) -> None:
        self.admin.execute(f"drop database if exists {NAME} with (force)")
        for role in sorted(self._roles() - self.base):
            self.admin.execute(f"drop role {identifier(role)}")

    def build(self, case: CaseFolder, file: str) -> _Seen:
        self.clear()
        self.admin.execute(f"create database {NAME} template template0 owner {OWNER} {self.server.copying}")
        with connect(self.url) as session:
            for text in (case.text("setup.sql"), case.text(file)):
                if text.strip():
                    session.execute(text)
        return self.seen()

    def seen(self) -> _Seen:
        with connect(self.url) as session:
            state = observed_with_server(session)
        binaries = self.server.binaries
        command = [
            binaries.tool("pg_dumpall"),
            "--roles-only",
            "--no-role-passwords",
            "-d",
            self.url.reveal(),
        ]
        written = subprocess.run(
            command, capture_output=True, text=True, check=True, env=binaries.environment()
        ).stdout
        roles = sorted(
            line for line in written.splitlines() if line.startswith(("ALTER", "GRANT", "COMMENT"))
        )
        return _Seen(state, schema_dump(binaries, self.url, "--create"), roles)


@pytest.fixture
def place(case_server: PrivateServer, case_admin: psycopg.Connection[tuple[object, ...]]) -> Iterator[_Place]:
    there = _Place(case_server, case_admin)
    yield there
    there.clear()


@pytest.mark.parametrize("case", server_cases(), ids=lambda case: case.name)
def test_a_case_of_the_server_both_ways(case: CaseFolder, place: _Place) -> None:
    """old -> new, and back to where it came from."""
    skip_where_the_server_lacks_something(case, place.server)
    new = place.build(case, "new.sql")
    old = place.build(case, "old.sql")
    there, plans = old.state, []
    for direction, goal, wishes in (("forward", new, case.wishes), ("backward", old, case.wishes.reversed())):
        plan = plan_between(there, goal.state, wishes)
        assert [item for item in plan.diagnostics if item.severity == "error"] == []
        holds(plan, case.expected(direction))
        apply_plan(place.url, plan)
        plans.append(plan)
        found = place.seen()
        there = found.state
        again = plan_between(there, goal.state)
        assert [f"{item.action} {item.address} {item.differences}" for item in again.changes] == []
        assert found.roles == goal.roles
        assert found.dump.difference(goal.dump) == ""
    assert claimed().get(case.name, set()) <= sorts(plans)
