"""Of grants only what differs from Postgres' own default is read; of Neon's own roles nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.grant import Grant, Privilege, all_privileges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fresh_database import Database

    from neonctl_py.postgres.connect import Connection

ROLES = ("granting_owner", "granting_app", "granting_reader")

SETUP = """
create schema app authorization granting_owner;
create type app.mood as enum ('sad');
create domain app.code as text;
create table app.t (a int, b int);
alter type app.mood owner to granting_owner; alter domain app.code owner to granting_owner;
alter table app.t owner to granting_owner;
"""


def held(*names: str, column: str = "", grantable: bool = False) -> tuple[Privilege, ...]:
    return tuple(Privilege(name, column, grantable) for name in names)


CASES: tuple[tuple[str, dict[str, tuple[Privilege, ...]]], ...] = (
    ("", {}),
    ("grant select on app.t to granting_app", {"table.app.t/grant.granting_app": held("select")}),
    ("grant select on app.t to granting_app; revoke select on app.t from granting_app", {}),
    (
        "grant insert, select on app.t to granting_app with grant option",
        {"table.app.t/grant.granting_app": held("insert", "select", grantable=True)},
    ),
    ("grant select on app.t to public", {"table.app.t/grant.public": held("select")}),
    (
        "grant select (a), update (b, a) on app.t to granting_app",
        {
            "table.app.t/grant.granting_app": (
                Privilege("select", "a"),
                Privilege("update", "a"),
                Privilege("update", "b"),
            )
        },
    ),
    (
        "grant select on app.t to granting_app; grant select (a) on app.t to granting_reader with grant option",
        {
            "table.app.t/grant.granting_app": held("select"),
            "table.app.t/grant.granting_reader": held("select", column="a", grantable=True),
        },
    ),
    (
        # the same privilege, given by two grantors
        """grant select on app.t to granting_reader with grant option; grant usage on schema app to granting_reader;
           set role granting_reader; grant select on app.t to granting_app; reset role;
           grant select on app.t to granting_app with grant option""",
        {
            "schema.app/grant.granting_reader": held("usage"),
            "table.app.t/grant.granting_app": held("select", grantable=True),
            "table.app.t/grant.granting_reader": held("select", grantable=True),
        },
    ),
    ("revoke all on app.t from granting_owner", {"table.app.t/grant.granting_owner": ()}),
    (
        "revoke delete, truncate on app.t from granting_owner; grant all on schema app to granting_owner",
        {"table.app.t/grant.granting_owner": None},  # type: ignore[dict-item]
    ),
    ("grant usage on schema app to public", {"schema.app/grant.public": held("usage")}),
    (
        "grant all on schema app to granting_app",
        {"schema.app/grant.granting_app": held("create", "usage")},
    ),
    ("revoke usage on schema public from public", {"schema.public/grant.public": ()}),
    (
        "grant create on schema public to public",
        {"schema.public/grant.public": held("create", "usage")},
    ),
    ("revoke usage on type app.mood from public", {"enum.app.mood/grant.public": ()}),
    (
        "grant usage on domain app.code to granting_app",
        {"domain.app.code/grant.granting_app": held("usage")},
    ),
    (
        "revoke all on database {name} from public; grant connect on database {name} to granting_app",
        {"grant.public": (), "grant.granting_app": held("connect")},
    ),
    (
        "grant all on app.t to neon_superuser; grant create on schema app to cloud_admin",
        {},
    ),
)


@pytest.fixture(scope="module")
def roles(admin: Connection) -> Iterator[None]:
    for role in ROLES:
        admin.execute(f"create role {role}")
    yield
    for role in ROLES:
        admin.execute(f"drop role {role}")


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(("sql", "expected"), CASES, ids=[sql[:60] or "nothing" for sql, _ in CASES])
def test_what_was_granted_is_read(
    database: Database, sql: str, expected: dict[str, tuple[Privilege, ...]]
) -> None:
    database.run(SETUP + "revoke create on schema public from public;")
    database.run(sql.format(name=database.name) if sql else "select 1")
    found = {address: value for address, value in database.objects().items() if isinstance(value, Grant)}
    version = database.session.info.server_version
    left = held(*(name for name in all_privileges("table", version) if name not in ("delete", "truncate")))
    wanted = {address: Grant(left if value is None else value) for address, value in expected.items()}
    assert found == wanted
