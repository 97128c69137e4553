"""``stacks/neonhub`` by the installed command: on an embedded Neon, and the same schema on a plain Postgres."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from check_trials import take_snapshot
from document_sql_neonhub import TABLES
from edits_neonhub import BRANCH, DATABASE, EDITS
from installed_command import branches_of, project_of
from requirements_neonhub import meets_its_requirements
from stack_life import CONSENT, born, comes_up, failing, goes, is_changed, is_settled

from neonctl_py.emulator.throwaway import Throwaway

if TYPE_CHECKING:
    from pathlib import Path

    from installed_command import Installation

    from neonctl_py.emulator.control import LocalServer

NAME = "neonhub-production"
KINDS = {"branch": 2, "role": 2, "database": 1, "extension": 2, "table": 7, "enum": 2}


@pytest.mark.system(weight=5)
def test_on_neon_and_on_any_other_postgres(
    systems_neon: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Option A comes up and holds what the guide asks; option B is the same database from the same files."""
    hub = born(systems_neon, "neonhub")
    passwords = comes_up(hub, tmp_path, KINDS)
    _matches_the_guide(hub)
    _serves_the_application(hub, passwords["NEONHUB_APP_PASSWORD"])
    meets_its_requirements(hub, passwords, tmp_path, monkeypatch)
    _heals_what_was_changed_by_hand(hub)
    elsewhere = Throwaway(17)
    try:
        monkeypatch.setenv("NEONHUB_POSTGRES_URL", elsewhere.empty_database())
        _is_the_same_elsewhere(hub, tmp_path / "plain.env")
    finally:
        elsewhere.close()
    edited = is_changed(hub, EDITS, tmp_path)
    assert failing(edited) == {"timeouts", "prisma_migrations_recorded"}
    goes(edited, "--within", "10m")


def _matches_the_guide(hub: Installation) -> None:
    with hub.api() as client:
        found = project_of(client, NAME)
        assert found is not None
        project = client.get(f"/projects/{found['id']}").json()["project"]
        assert (project["region_id"], project["pg_version"]) == ("aws-us-east-1", 17)
        assert project["history_retention_seconds"] == 7 * 86400
        assert project["settings"]["allowed_ips"]["ips"] == ["0.0.0.0/0"]
        branches = branches_of(client, found["id"])
        assert set(branches) == {"main", "staging"}
        place = f"/projects/{found['id']}/branches/{branches['main']}/backup_schedule"
        assert [rule["frequency"] for rule in client.get(place).json()["schedule"]] == ["daily"]
    assert failing(hub) == {"prisma_migrations_recorded", "snapshot_age"}
    with hub.sql() as owner:
        tables = owner.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        assert {name for (name,) in tables} == TABLES
        owner.execute("create table _prisma_migrations (id text primary key)")
    take_snapshot(hub, NAME, "main")
    hub.run("drift")


def _serves_the_application(hub: Installation, password: str) -> None:
    with hub.sql("neonhub_app", password) as app:
        limits = app.execute(
            "select current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
        ).fetchone()
        assert limits == ("30s", "10s")
        user = _one(app, "insert into users (email) values ('a@example.com') returning id")
        app.execute("insert into sessions (session_token, user_id, expires) values ('t', %s, now())", (user,))
        app.execute(
            "insert into agent_jobs (agent, input, created_by_id) values ('seo', '{\"a\": 1}', %s)", (user,)
        )
        assert _one(app, "select count(*) from agent_jobs where input @> '{\"a\": 1}'") == 1
        app.execute(
            "insert into content_drafts (author_id, title) values (%s, 'Serverless Postgres')", (user,)
        )
        assert _one(app, "select count(*) from content_drafts where title ilike '%%verless%%'") == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("drop table sessions")
        app.execute("delete from users")
        assert _one(app, "select count(*) from sessions") == 0
    with hub.sql() as owner:
        assert _one(owner, "select rolconnlimit from pg_roles where rolname = 'neonhub_app'") == 40


def _one(connection: psycopg.Connection[Any], text: str, values: tuple[object, ...] | None = None) -> Any:
    row = connection.execute(text.encode(), values).fetchone()
    assert row is not None
    return row[0]


def _heals_what_was_changed_by_hand(hub: Installation) -> None:
    with hub.sql() as owner:
        owner.execute("drop index content_drafts_title_idx")
        owner.execute("alter database neonhub reset statement_timeout")
        owner.execute("alter role neonhub_app connection limit -1")
    assert failing(hub) == {"timeouts"}
    assert hub.drift()[0] == {
        f"{DATABASE}/table.public.content_drafts/index.content_drafts_title_idx",
        DATABASE,
        f"{BRANCH}/role.neonhub_app",
    }
    hub.run("apply", "--yes", *CONSENT)
    assert failing(hub) == set()


def _is_the_same_elsewhere(hub: Installation, delivered: Path) -> None:
    plain = hub.stack / "postgres.yaml"
    hub.run("apply", "--yes", "--secrets-out", str(delivered), stack=plain)
    is_settled(replace(hub, stack=plain))
    # This server does not count statements, which the check tells.
    assert failing(replace(hub, stack=plain)) == {"prisma_migrations_recorded", "slow_queries"}
    there = json.loads(hub.run("env", "--json", "--reveal", stack=plain))["DATABASE_URL_UNPOOLED"]
    with hub.sql() as owner:
        owner.execute("drop table _prisma_migrations")
    assert "No differences." in hub.run("diff", there, "--detailed-exitcode", stack=hub.url())
