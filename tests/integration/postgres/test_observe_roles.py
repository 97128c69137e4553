"""What all databases of a cluster share: roles, memberships, and the databases themselves, where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fresh_database import BRANCH

from neonctl_py.model.address import Address
from neonctl_py.model.database import Database as DatabaseModel
from neonctl_py.model.membership import Membership
from neonctl_py.model.role import Role
from neonctl_py.model.values import UNSET
from neonctl_py.postgres.observe import observe_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fresh_database import Database

    from neonctl_py.postgres.connect import Connection

SETUP = """
create role team_owner login createrole in role neon_superuser;
create role team_plain;
create role team_full login superuser createdb createrole replication bypassrls noinherit connection limit 5
  valid until '2030-01-31 12:00+02';
create role team_forever valid until 'infinity';
alter role team_full set statement_timeout = '30s';
alter role team_full set search_path = app, public;
comment on role team_full is 'F';
grant team_plain to team_full;
grant team_forever to team_full with admin option;
grant pg_monitor to team_full;
set role team_owner; create role team_made; reset role;
"""
ROLES = ("team_owner", "team_plain", "team_full", "team_forever", "team_made")


@pytest.fixture
def team(admin: Connection, database: Database) -> Iterator[Database]:
    admin.execute(SETUP)
    try:
        yield database
    finally:
        database.run(f"drop owned by {', '.join(ROLES)}; alter database {database.name} owner to cloud_admin")
        for role in ROLES:
            admin.execute(f"drop role {role}")


def found(database: Database, kind: str) -> dict[str, object]:
    objects = database.state(roles_under=BRANCH).objects
    return {
        str(address).removeprefix(f"{BRANCH}/"): value
        for address, value in objects.items()
        if address.kind == kind and "team_" in str(address)
    }


def test_roles(team: Database) -> None:
    assert found(team, "role") == {
        "role.team_owner": Role(
            managed_by="neon", login=True, createrole=True, settings=(), password_rotate_every=None
        ),
        "role.team_plain": Role(settings=(), password_rotate_every=None),
        "role.team_full": Role(
            login=True,
            superuser=True,
            createdb=True,
            createrole=True,
            replication=True,
            bypassrls=True,
            inherit=False,
            connection_limit=5,
            valid_until="2030-01-31T10:00:00Z",
            settings=(("search_path", "app, public"), ("statement_timeout", "30s")),
            comment="F",
            password_rotate_every=None,
        ),
        "role.team_forever": Role(valid_until="infinity", settings=(), password_rotate_every=None),
        "role.team_made": Role(settings=(), password_rotate_every=None),
    }


def test_memberships_without_neons_own_and_without_what_postgres_gives_a_creator(team: Database) -> None:
    newer = team.session.info.server_version >= 160000
    # team_full does not inherit, and from 16 on that is a property of the membership
    options = {"inherit": False, "set": True} if newer else {"inherit": UNSET, "set": UNSET}
    assert found(team, "membership") == {
        "role.team_full/membership.team_plain": Membership(**options),  # type: ignore[arg-type]
        "role.team_full/membership.team_forever": Membership(admin=True, **options),  # type: ignore[arg-type]
        "role.team_full/membership.pg_monitor": Membership(**options),  # type: ignore[arg-type]
    }


def test_databases(team: Database) -> None:
    team.run(f"alter database {team.name} owner to team_owner")
    team.run(f"alter database {team.name} set \"TimeZone\" = 'UTC'; comment on database {team.name} is 'D'")
    team.run(f"alter database {team.name} connection limit 7")
    objects = team.state(roles_under=BRANCH).objects
    assert objects[BRANCH.child("database", team.name)] == DatabaseModel(
        owner="team_owner", settings=(("timezone", "UTC"),), connection_limit=7, comment="D"
    )
    assert BRANCH.child("database", "postgres") not in objects
    assert BRANCH.child("database", "template1") not in objects


def test_they_are_somebody_elses_to_read_when_not_asked_for(team: Database) -> None:
    kinds = {address.kind for address in team.state().objects}
    assert not kinds & {"role", "membership", "database"}


def test_settings_of_a_role_in_one_database_are_named(team: Database) -> None:
    team.run(f"alter role team_plain in database {team.name} set work_mem = '1MB'")
    unsupported = {one.kind: one.names for one in team.state().unsupported}
    assert unsupported == {"role settings in this database only": ("team_plain",)}


def test_a_database_of_the_platforms_superuser_counts_where_it_is_read(database: Database) -> None:
    """On a server without branches such a role is one of many, and nobody's database would be empty."""
    server = Address.parse("project.plain")
    here = server.child("database", database.name)
    database.run("create table t (a int)")
    found = observe_database(database.session, here, roles_under=server).objects
    assert here in found
    assert server.child("database", "postgres") not in found
