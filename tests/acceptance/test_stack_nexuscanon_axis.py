"""``stacks/nexuscanon-axis`` from an empty account to nothing again, by the installed command on an embedded Neon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import pytest
from edits_nexuscanon_axis import BRANCH, DATABASE, EDITS, PROJECT, TABLES
from installed_command import branches_of, compute_of, project_of, settle
from requirements_nexuscanon_axis import meets_its_requirements
from stack_life import CONSENT, born, comes_up, failing, goes, is_changed, is_settled

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from installed_command import Installation

    from neonctl_py.emulator.control import LocalServer

NAME = "nexuscanon-axis"
PUBLIC = f"{DATABASE}/schema.public"
TENANT_A = "0a000000-0000-4000-8000-00000000000a"
TENANT_B = "0b000000-0000-4000-8000-00000000000b"
KINDS = {
    "branch": 3,
    "role": 4,
    "table": 11,
    "enum": 2,
    "policy": 14,
    "auth": 1,
    "auth_provider": 2,
    "data_api": 1,
}


@pytest.mark.system(weight=6)
def test_from_nothing_to_a_running_system_and_back(
    systems_neon: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One life of the stack: it comes up, keeps tenants apart, heals, is changed in every section, and goes."""
    axis = born(systems_neon, NAME)
    passwords = comes_up(axis, tmp_path, KINDS)
    _matches_the_document(axis)
    assert failing(axis) == {"drizzle_migrations_recorded"}
    _leaves_alone_what_others_own(axis)
    _keeps_tenants_apart(axis, passwords)
    meets_its_requirements(axis, passwords, tmp_path, monkeypatch)
    _heals_what_was_changed_by_hand(axis)
    refusal = axis.refused("destroy", "--yes", *CONSENT)
    assert "prevent_destroy" in refusal
    assert "protected" in refusal
    monkeypatch.setenv("AXIS_SECRET", "of GitHub's own application")
    goes(is_changed(axis, EDITS, tmp_path), "--within", "15m")


def _matches_the_document(axis: Installation) -> None:
    with axis.sql() as owner:
        tables = owner.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class "
            "where relnamespace = 'public'::regnamespace and relkind = 'r'"
        ).fetchall()
        indexed = owner.execute("select indexname from pg_indexes where schemaname = 'public'").fetchall()
    assert {name for name, _ in tables} == OF_THE_DOCUMENT
    assert {name for name, is_forced in tables if is_forced} == OF_A_TENANT
    assert {"users_email_idx", "tasks_project_id_idx"} <= {name for (name,) in indexed}
    with axis.api() as client:
        project = project_of(client, NAME)
        assert project is not None
        assert project["region_id"] == "aws-ap-southeast-1"
        details = client.get(f"/projects/{project['id']}").json()["project"]
        assert details["history_retention_seconds"] == 7 * 86400
        branches = branches_of(client, project["id"])
        assert set(branches) == {"production", "development", "preview"}
        compute = compute_of(client, project["id"], branches["production"])
        size = client.get(f"/projects/{project['id']}/endpoints/{compute}").json()["endpoint"]
        assert (size["autoscaling_limit_min_cu"], size["autoscaling_limit_max_cu"]) == (0.25, 2)
        assert size["suspend_timeout_seconds"] == 300
        production = f"/projects/{project['id']}/branches/{branches['production']}"
        auth = client.get(f"{production}/auth").json()
        assert auth["jwks_url"].endswith("/neondb/auth/.well-known/jwks.json")
        providers = client.get(f"{production}/auth/oauth_providers").json()["providers"]
        assert {(item["id"], item["type"]) for item in providers} == {
            ("google", "shared"),
            ("github", "shared"),
        }
        assert client.get(f"{production}/data-api/neondb").json()["status"] == "ready"


OF_A_TENANT = {
    "users",
    "user_activity_log",
    "projects",
    "tasks",
    "task_history",
    "recurrence_rules",
    "tenant_design_system",
}
OF_THE_DOCUMENT = OF_A_TENANT | {"accounts", "sessions", "password_reset_tokens", "verification_tokens"}


def _leaves_alone_what_others_own(axis: Installation) -> None:
    """Drizzle and Neon Auth make their schemas whenever they like; that is no drift."""
    with axis.sql() as owner:
        assert owner.execute("select to_regclass('neon_auth.\"user\"') is not null").fetchone() == (True,)
        owner.execute("create schema drizzle")
        owner.execute("create table drizzle.__drizzle_migrations (id int primary key, hash text)")
    axis.run("drift")


def _keeps_tenants_apart(axis: Installation, passwords: dict[str, str]) -> None:
    with axis.sql("axis_write", passwords["AXIS_WRITE_PASSWORD"]) as write:
        for tenant in (TENANT_A, TENANT_B):
            _enter(write, tenant)
            _begin_work(write, tenant)
        assert write.execute("select title from tasks").fetchall() == [(f"first of {TENANT_B}",)]
        _cannot_cross(write)
    with axis.sql("axis_read", passwords["AXIS_READ_PASSWORD"]) as read:
        assert read.execute("select count(*) from tasks").fetchone() == (0,), "nobody's tenant sees rows"
        _enter(read, TENANT_A)
        assert read.execute("select count(*), count(lead_time) from tasks").fetchone() == (1, 0)
        _is_forbidden(read, "update tasks set title = 'x'", "select token_hash from sessions")
    with axis.sql("axis_admin", passwords["AXIS_ADMIN_PASSWORD"]) as admin:
        assert admin.execute("select count(*) from tasks").fetchone() == (2,)
        _is_forbidden(admin, "update user_activity_log set action = 'x'", "drop table tasks")


def _enter(connection: psycopg.Connection[Any], tenant: str) -> None:
    connection.execute("select set_config('app.tenant_id', %s, false)", (tenant,))


def _begin_work(write: psycopg.Connection[Any], tenant: str) -> None:
    user = write.execute(
        "insert into users (tenant_id, email) values (%s, 'someone@example.com') returning id", (tenant,)
    ).fetchone()
    project = write.execute(
        "insert into projects (tenant_id, slug, name) values (%s, 'first', 'First') returning id", (tenant,)
    ).fetchone()
    assert user is not None
    assert project is not None
    task = write.execute(
        "insert into tasks (tenant_id, project_id, assignee_id, title) values (%s, %s, %s, %s) returning id",
        (tenant, project[0], user[0], f"first of {tenant}"),
    ).fetchone()
    assert task is not None
    write.execute(
        "insert into task_history (tenant_id, task_id, to_status) values (%s, %s, 'todo')", (tenant, task[0])
    )
    write.execute(
        "insert into user_activity_log (tenant_id, user_id, action) values (%s, %s, 'began')",
        (tenant, user[0]),
    )


def _cannot_cross(write: psycopg.Connection[Any]) -> None:
    """Neither by writing into another tenant nor by pointing there, and the past stays as it is."""
    assert write.execute("update tasks set title = 'mine'").rowcount == 1
    assert write.execute("delete from recurrence_rules").rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        write.execute("insert into projects (tenant_id, slug, name) values (%s, 'x', 'X')", (TENANT_A,))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        write.execute("update tasks set tenant_id = %s", (TENANT_A,))
    _is_forbidden(write, "update task_history set note = 'x'", "delete from user_activity_log")


def _is_forbidden(connection: psycopg.Connection[Any], *statements: LiteralString) -> None:
    for statement in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def _heals_what_was_changed_by_hand(axis: Installation) -> None:
    with axis.api() as client:
        changed = _change_by_api(client)
    with axis.sql() as owner:
        for statement, address in BY_HAND.items():
            owner.execute(statement)
            changed.add(address)
    assert axis.drift() == (changed, set())
    axis.run("apply", "--yes", *CONSENT)
    is_settled(axis)
    with axis.sql() as owner:
        assert owner.execute("select count(*) from tasks").fetchone() == (2,), "healing lost rows"
        assert owner.execute("select to_regclass('drizzle.__drizzle_migrations') is not null").fetchone() == (
            True,
        )


def _change_by_api(client: httpx.Client) -> set[str]:
    project = project_of(client, NAME)
    assert project is not None
    place = f"/projects/{project['id']}"
    branches = branches_of(client, project["id"])
    compute = compute_of(client, project["id"], branches["production"])
    bodies = {
        f"{place}/endpoints/{compute}": {"endpoint": {"suspend_timeout_seconds": -1}},
        f"{place}/branches/{branches['production']}": {"branch": {"protected": False}},
        place: {"project": {"default_endpoint_settings": {"autoscaling_limit_max_cu": 8}}},
    }
    for path, body in bodies.items():
        client.patch(path, json=body).raise_for_status()
        settle(client, project["id"])
    auth = f"{place}/branches/{branches['production']}/auth"
    client.patch(f"{auth}/allow_localhost", json={"allow_localhost": True}).raise_for_status()
    client.delete(f"{auth}/oauth_providers/github").raise_for_status()
    preview = compute_of(client, project["id"], branches["preview"])
    client.delete(f"{place}/endpoints/{preview}").raise_for_status()
    settle(client, project["id"])
    return {
        PROJECT,
        BRANCH,
        f"{BRANCH}/compute",
        f"{BRANCH}/auth",
        f"{BRANCH}/auth/auth_provider.github",
        f"{PROJECT}/branch.preview/compute",
    }


BY_HAND: dict[LiteralString, str] = {
    "drop index tasks_project_id_idx": f"{TABLES}.tasks/index.tasks_project_id_idx",
    "drop policy own_tenant on projects": f"{TABLES}.projects/policy.own_tenant",
    "create policy open on users using (true)": f"{TABLES}.users/policy.open",
    "alter policy own_tenant on tasks to axis_read": f"{TABLES}.tasks/policy.own_tenant",
    "alter table task_history disable row level security": f"{TABLES}.task_history",
    "comment on table sessions is 'by hand'": f"{TABLES}.sessions",
    "alter table tasks drop constraint tasks_project_fkey": f"{TABLES}.tasks/constraint.tasks_project_fkey",
    "alter table accounts drop constraint accounts_provider_account_key": (
        f"{TABLES}.accounts/constraint.accounts_provider_account_key"
    ),
    "alter table tasks alter column priority type bigint": f"{TABLES}.tasks/column.priority",
    "alter table tasks alter column title drop not null": f"{TABLES}.tasks/column.title",
    "alter table projects add column secret text": f"{TABLES}.projects/column.secret",
    "alter table verification_tokens drop column used_at": f"{TABLES}.verification_tokens/column.used_at",
    "alter table tenant_design_system alter column tokens drop default": (
        f"{TABLES}.tenant_design_system/column.tokens"
    ),
    "grant select on sessions to axis_read": f"{TABLES}.sessions/grant.axis_read",
    "grant update on task_history to axis_write": f"{TABLES}.task_history/grant.axis_write",
    "revoke insert on users from axis_write": f"{TABLES}.users/grant.axis_write",
    "grant create on schema public to axis_write": f"{PUBLIC}/grant.axis_write",
    "alter default privileges in schema public grant select on tables to axis_read": (
        f"{PUBLIC}/default_privileges.neondb_owner.tables.axis_read"
    ),
    "grant axis_admin to axis_write": f"{BRANCH}/role.axis_write/membership.axis_admin",
    "alter role axis_admin connection limit -1": f"{BRANCH}/role.axis_admin",
    "alter role axis_read reset statement_timeout": f"{BRANCH}/role.axis_read",
    "alter type project_status add value 'deleted'": f"{DATABASE}/enum.public.project_status",
}
"""What people do at a prompt, and the address that has to name it."""
