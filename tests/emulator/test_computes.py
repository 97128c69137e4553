"""Endpoints, roles and databases over the socket, and what they mean inside Postgres."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest

if TYPE_CHECKING:
    from conftest import Neon, Project

    from neonctl_py.emulator.control import LocalServer


def test_tls_and_channel_binding_reach_postgres(project: Project) -> None:
    assert "sslmode=require&channel_binding=require" in project.uri
    assert project.rows("select version from pg_stat_ssl where pid = pg_backend_pid()") == ["TLSv1.3"]


def test_the_owner_is_what_neon_makes_it(project: Project) -> None:
    with project.sql() as connection:
        row = connection.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, pg_has_role('neon_superuser', 'member') "
            "from pg_roles where rolname = current_user"
        ).fetchone()
    assert row == (False, True, True, True, True)


@pytest.mark.parametrize("extension", ["pg_trgm", "pgcrypto", "citext", "pg_stat_statements"])
def test_the_owner_creates_extensions(project: Project, extension: str) -> None:
    project.run(f"create extension {extension}")


def test_pg_stat_statements_is_loaded(project: Project) -> None:
    project.run("create extension pg_stat_statements")
    assert project.rows("select count(*) > 0 from pg_stat_statements") == [True]


def test_the_superuser_can_not_come_in(project: Project) -> None:
    parts = urlsplit(project.uri)
    with pytest.raises(psycopg.OperationalError, match=r"reject|pg_hba"):
        psycopg.connect(host="127.0.0.1", port=parts.port, user="cloud_admin", password="x", dbname="neondb")


def test_settings_of_postgres_are_applied(project: Project, neon: Neon) -> None:
    path = project.path(f"/endpoints/{project.endpoint}")
    assert project.rows("show work_mem") == ["4MB"]
    settings = {"pg_settings": {"work_mem": "16MB", "max_connections": "50"}}
    neon.change("PATCH", path, {"endpoint": {"settings": settings}})
    assert project.rows("show work_mem") == ["16MB"]
    assert project.rows("show max_connections") == ["50"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"settings": {"pg_settings": {"no_such": "1"}}}, "endpoint.settings.pg_settings.no_such"),
        ({"settings": {"pg_settings": {"fsync": "on"}}}, "can't be changed"),
        ({"settings": {"pg_settings": {"work_mem": 16}}}, "must be a string"),
        ({"autoscaling_limit_min_cu": 0.3}, "not a compute size"),
        ({"autoscaling_limit_min_cu": 4, "autoscaling_limit_max_cu": 2}, "more than the maximum"),
        ({"autoscaling_limit_min_cu": 1, "autoscaling_limit_max_cu": 16}, "at most 8"),
        ({"suspend_timeout_seconds": 30}, "between 60"),
        ({"suspend_timeout_seconds": -2}, "between -1"),
        ({"pooler_mode": "transaction"}, "no longer supported"),
        ({"autoscaling_min": 1}, "unknown field"),
    ],
)
def test_a_wrong_compute_is_refused_by_name(
    project: Project, neon: Neon, body: dict[str, Any], says: str
) -> None:
    path = project.path(f"/endpoints/{project.endpoint}")
    assert says in neon.ask("PATCH", path, {"endpoint": body}, status=400)["message"]


def test_a_compute_wakes_and_sleeps(project: Project, neon: Neon) -> None:
    path = project.path(f"/endpoints/{project.endpoint}")
    for verb, state in (("start", "active"), ("restart", "active"), ("suspend", "idle")):
        neon.change("POST", f"{path}/{verb}")
        assert neon.ask("GET", path)["endpoint"]["current_state"] == state


def test_suspending_ends_connections_as_neon_does(project: Project, neon: Neon) -> None:
    with psycopg.connect(project.uri, autocommit=True) as connection:
        neon.change("POST", project.path(f"/endpoints/{project.endpoint}/suspend"))
        with pytest.raises(psycopg.errors.AdminShutdown):
            connection.execute("select 1")
    assert project.rows("select 1") == [1]


def test_a_disabled_endpoint_lets_nobody_in(project: Project, neon: Neon) -> None:
    neon.change("PATCH", project.path(f"/endpoints/{project.endpoint}"), {"endpoint": {"disabled": True}})
    uri = project.uri.replace("sslmode=require&channel_binding=require", "sslmode=disable")
    with pytest.raises(psycopg.OperationalError, match="disabled"):
        psycopg.connect(uri)


def test_a_replica_follows_and_refuses_writes(project: Project, neon: Neon) -> None:
    project.run("create table t as select 1 as a")
    body = {"endpoint": {"branch_id": project.branch, "type": "read_only", "name": "reports"}}
    replica = neon.change("POST", project.path("/endpoints"), body)["endpoint"]
    query = f"endpoint_id={replica['id']}&database_name=neondb&role_name=neondb_owner"
    uri = neon.ask("GET", project.path(f"/connection_uri?{query}"))["uri"]
    with psycopg.connect(uri, autocommit=True) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]
        project.run("insert into t values (2)")
        deadline = time.monotonic() + 120
        while connection.execute("select count(*) from t").fetchone() != (2,):
            assert time.monotonic() < deadline
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("insert into t values (3)")
    neon.change("DELETE", project.path(f"/endpoints/{replica['id']}"))
    assert len(neon.ask("GET", project.main("/endpoints"))["endpoints"]) == 1


def test_a_replica_finds_its_primary_again(project: Project, neon: Neon) -> None:
    project.run("create table t as select 1 as a")
    body = {"endpoint": {"branch_id": project.branch, "type": "read_only"}}
    replica = neon.change("POST", project.path("/endpoints"), body)["endpoint"]
    query = f"endpoint_id={replica['id']}&database_name=neondb&role_name=neondb_owner"
    with psycopg.connect(
        neon.ask("GET", project.path(f"/connection_uri?{query}"))["uri"], autocommit=True
    ) as reader:
        neon.change("POST", project.path(f"/endpoints/{project.endpoint}/restart"))
        project.run("insert into t values (2)")
        deadline = time.monotonic() + 120
        while reader.execute("select count(*) from t").fetchone() != (2,):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_branch_has_one_read_write_endpoint(project: Project, neon: Neon) -> None:
    body = {"endpoint": {"branch_id": project.branch, "type": "read_write"}}
    neon.ask("POST", project.path("/endpoints"), body, status=409)


def test_the_shared_port_routes_by_options_and_by_server_name(
    project: Project, neon: Neon, local_neon: LocalServer
) -> None:
    status = neon.http.get(local_neon.url.replace("/api/v2", "/_local/status")).json()
    parts = urlsplit(project.uri)
    common: dict[str, Any] = {
        "port": status["shared_port"],
        "user": "neondb_owner",
        "password": parts.password,
        "dbname": "neondb",
    }
    options: dict[str, Any] = {
        "host": "127.0.0.1",
        "options": f"endpoint={project.endpoint}",
        "sslmode": "disable",
    }
    with psycopg.connect(**common, **options) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    for name in (project.endpoint, f"{project.endpoint}-pooler"):
        host: dict[str, Any] = {"host": f"{name}.local.test", "hostaddr": "127.0.0.1", "sslmode": "require"}
        with psycopg.connect(**common, **host, channel_binding="require") as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="Endpoint ID is not specified"):
        psycopg.connect(**common, host="127.0.0.1", sslmode="disable")


def test_many_first_connections_at_once_start_one_server(project: Project) -> None:
    async def first_word() -> int:
        async with await psycopg.AsyncConnection.connect(project.uri) as connection:
            cursor = await connection.execute("select extract(epoch from pg_postmaster_start_time())")
            row = await cursor.fetchone()
            assert row is not None
            return int(row[0])

    async def all_of_them() -> set[int]:
        return set(await asyncio.gather(*(first_word() for _ in range(8))))

    assert len(asyncio.run(all_of_them())) == 1


def test_garbage_on_a_port_is_survived(project: Project, local_neon: LocalServer, neon: Neon) -> None:
    shared = neon.http.get(local_neon.url.replace("/api/v2", "/_local/status")).json()["shared_port"]
    for port in (shared, urlsplit(project.uri).port):
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert project.rows("select 1") == [1]


def test_a_role_is_made_revealed_reset_and_deleted(project: Project, neon: Neon) -> None:
    roles = project.main("/roles")
    made = neon.change("POST", roles, {"role": {"name": "app"}})["role"]
    uri = neon.uri(project.id, project.branch, role="app")
    assert made["password"] in uri
    assert neon.ask("GET", f"{roles}/app/reveal_password") == {"password": made["password"]}
    with psycopg.connect(uri) as connection:
        assert connection.execute("select current_user").fetchone() == ("app",)
    fresh = neon.change("POST", f"{roles}/app/reset_password")["role"]["password"]
    assert fresh != made["password"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(uri)
    project.run("grant create on schema public to app")
    with psycopg.connect(neon.uri(project.id, project.branch, role="app"), autocommit=True) as connection:
        connection.execute("create table t ()")
    neon.change("DELETE", f"{roles}/app")
    neon.ask("DELETE", f"{roles}/app", status=204)
    assert project.rows("select tableowner::text from pg_tables where tablename = 't'") == ["neondb_owner"]


def test_roles_and_databases_of_sql_are_listed(project: Project, neon: Neon) -> None:
    project.run("create role reader login password 'a-long-enough-secret-1'", "create database second")
    roles = neon.ask("GET", project.main("/roles"))["roles"]
    assert {role["name"]: role["authentication_method"] for role in roles} == {
        "neondb_owner": "password",
        "reader": "password",
    }
    databases = neon.ask("GET", project.main("/databases"))["databases"]
    assert [database["name"] for database in databases] == ["neondb", "second"]
    neon.ask("GET", project.main("/roles/reader/reveal_password"), status=404)


def test_a_password_set_by_sql_is_no_longer_revealed(project: Project, neon: Neon) -> None:
    project.run("alter role neondb_owner password 'another-long-secret-2'")
    neon.ask("GET", project.main("/roles/neondb_owner/reveal_password"), status=404)


def test_a_role_without_login_has_no_password(project: Project, neon: Neon) -> None:
    made = neon.change("POST", project.main("/roles"), {"role": {"name": "group", "no_login": True}})["role"]
    assert made["authentication_method"] == "no_login"
    assert "password" not in made
    assert project.rows("select rolcanlogin from pg_roles where rolname = 'group'") == [False]


@pytest.mark.parametrize("name", ["pg_x", "neon_superuser", "public", "x" * 64])
def test_reserved_role_names_are_refused(project: Project, neon: Neon, name: str) -> None:
    neon.ask("POST", project.main("/roles"), {"role": {"name": name}}, status=400)


def test_a_role_that_owns_a_database_stays(project: Project, neon: Neon) -> None:
    message = neon.ask("DELETE", project.main("/roles/neondb_owner"), status=422)["message"]
    assert "owns the database" in message


def test_a_database_is_made_renamed_given_away_and_dropped(project: Project, neon: Neon) -> None:
    neon.change("POST", project.main("/roles"), {"role": {"name": "app"}})
    databases = project.main("/databases")
    neon.change("POST", databases, {"database": {"name": "one", "owner_name": "neondb_owner"}})
    neon.ask("POST", databases, {"database": {"name": "one", "owner_name": "neondb_owner"}}, status=409)
    neon.ask("POST", databases, {"database": {"name": "two", "owner_name": "nobody"}}, status=404)
    changed = neon.change("PATCH", f"{databases}/one", {"database": {"name": "uno", "owner_name": "app"}})
    assert (changed["database"]["name"], changed["database"]["owner_name"]) == ("uno", "app")
    rows = project.rows("select pg_get_userbyid(datdba)::text from pg_database where datname = 'uno'")
    assert rows == ["app"]
    neon.change("DELETE", f"{databases}/uno")
    neon.ask("DELETE", f"{databases}/uno", status=204)
    assert project.rows("select count(*) from pg_database where datname in ('one', 'uno')") == [0]
