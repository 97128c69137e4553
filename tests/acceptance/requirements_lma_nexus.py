"""What the LMA Nexus plan asks of the stack while it runs: its tables and queries, what Prisma connects with, what is cleaned up."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import psycopg
import pytest
from check_trials import run_trial
from check_trials_lma_nexus import TRIAL
from document_lma_nexus import holds_what_the_plan_says
from document_sql import run_document
from document_sql_lma_nexus import ANN, DEAL, GIVEN, STATEMENTS
from installed_command import branches_of, compute_of, project_of, secrets

if TYPE_CHECKING:
    from pathlib import Path

    from installed_command import Installation


def meets_its_requirements(nexus: Installation, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Afterwards Prisma's own table is there, which no drift may name; everything else is as it was."""
    with nexus.sql() as owner:
        holds_what_the_plan_says(owner)
        owner.execute("create table _prisma_migrations (id text primary key)")
        limit = owner.execute("select rolconnlimit from pg_roles where rolname = 'lma_app'").fetchone()
        assert limit == (40,)
        with owner.transaction(force_rollback=True):
            _has_no_edge_twice(owner)
            with pytest.raises(psycopg.errors.CheckViolation):
                owner.execute(
                    "insert into golden_records (workspace_id, integrity_score) values (%s, 1.5)", (DEAL,)
                )
        for statement in (
            "update audit_events set reason = 'x'",
            "delete from audit_events",
            "truncate audit_events",
        ):
            with owner.transaction(force_rollback=True):
                _is_refused_by_the_trigger_alone(owner, statement)
    run_document(STATEMENTS, lambda _: nexus.sql())
    run_trial(nexus, TRIAL, tmp_path, patch)
    _prisma_connects(nexus, tmp_path)
    _is_kept_and_suspended(nexus)
    _cleans_up(nexus)


def _has_no_edge_twice(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    for statement in GIVEN:
        owner.execute(statement.encode())
    node = "insert into graph_nodes (workspace_id, label, type) values (%s, 'n', 'xref') returning id"
    edge = "insert into graph_edges (workspace_id, source_id, target_id) values (%s, %s, %s)"
    ends = [owner.execute(node, (DEAL,)).fetchone() for _ in range(2)]
    keys = [end[0] for end in ends if end is not None]
    owner.execute(edge, (DEAL, *keys))
    with pytest.raises(psycopg.errors.UniqueViolation), owner.transaction():
        owner.execute(edge, (DEAL, *keys))


def _is_refused_by_the_trigger_alone(owner: psycopg.Connection[tuple[object, ...]], statement: str) -> None:
    """The application's role, had somebody given it the privilege."""
    owner.execute("grant update, delete, truncate on audit_events to lma_app")
    owner.execute("grant lma_app to current_user with set true")
    owner.execute("set local role lma_app")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute(statement.encode())


def _prisma_connects(nexus: Installation, tmp_path: Path) -> None:
    """By both URLs, of main and of dev; the files that hold them are their owner's alone."""
    places = set()
    for branch in ("main", "dev"):
        file = tmp_path / f"{branch}.env"
        nexus.run("env", "--format", "prisma", "--branch", branch, "-o", str(file))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        urls = secrets(file)
        assert set(urls) == {"DATABASE_URL", "DIRECT_URL"}
        for url in urls.values():
            assert "sslmode=require" in url
            with psycopg.connect(url.replace("&pgbouncer=true", "")) as session:
                places.add((branch, session.info.port))
                found = session.execute("select to_regclass('audit_events') is not null").fetchone()
                assert found == (True,)
    assert len(places) == len({port for _, port in places}) == 2, "each branch has a place of its own"


def _is_kept_and_suspended(nexus: Installation) -> None:
    with nexus.api() as client:
        project = project_of(client, "lma-nexus")
        assert project is not None
        place = f"/projects/{project['id']}"
        details = client.get(place).json()["project"]
        assert details["history_retention_seconds"] == 7 * 86400
        branches = branches_of(client, project["id"])
        compute = compute_of(client, project["id"], branches["main"])
        assert client.get(f"{place}/endpoints/{compute}").json()["endpoint"]["suspend_timeout_seconds"] == 300
        dev = client.get(f"{place}/branches/{branches['dev']}").json()["branch"]
        assert dev["parent_id"] == branches["main"]


def _cleans_up(nexus: Installation) -> None:
    """Expired sessions and tokens go, others stay."""
    with nexus.sql() as owner:
        owner.execute(GIVEN[0].encode())
        for days in (-1, 1):
            owner.execute(
                "with s as (insert into sessions (user_id, expires_at) values (%s, now() + %s * interval '1 day')) "
                "insert into refresh_tokens (user_id, token, expires_at) values (%s, %s, now() + %s * interval '1 day')",
                (ANN, days, ANN, f"token {days}", days),
            )
        report = json.loads(nexus.run("retention", "run", "--yes", "--json"))
        assert [rule["rows"] for rule in report["rules"]] == [1, 1]
        for table in ("refresh_tokens", "sessions"):
            assert owner.execute(f"delete from {table} where user_id = '{ANN}'".encode()).rowcount == 1
        owner.execute("delete from users where id = %s", (ANN,))
