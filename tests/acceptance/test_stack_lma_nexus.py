"""``stacks/lma-nexus`` from an empty account to nothing again, by the installed command on an embedded Neon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import pytest
from edits_lma_nexus import EDITS, TABLES
from installed_command import branches_of, project_of
from requirements_lma_nexus import meets_its_requirements
from stack_life import CONSENT, born, comes_up, failing, goes, is_changed

if TYPE_CHECKING:
    from pathlib import Path

    from installed_command import Installation

    from neonctl_py.emulator.control import LocalServer

NAME = "lma-nexus"
AUDIT = f"{TABLES}.audit_events"
KINDS = {"branch": 2, "role": 2, "table": 16, "enum": 15, "function": 3, "trigger": 2, "sequence": 1}


@pytest.mark.system(weight=8)
def test_from_nothing_to_a_running_system(
    systems_neon: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes up as the document says, works for Prisma, and its audit trail can't be rewritten by anyone."""
    nexus = born(systems_neon, NAME)
    passwords = comes_up(nexus, tmp_path, KINDS)
    _matches_the_document(nexus)
    with nexus.sql("lma_app", passwords["LMA_APP_PASSWORD"]) as app:
        deal = _is_worked_with(app)
        _adds_events_and_changes_none(app)
    with nexus.sql() as owner:
        _is_closed_to_its_owner_too(owner)
        _outlives_its_workspace(owner, deal)
    meets_its_requirements(nexus, tmp_path, monkeypatch)
    _heals_what_was_loosened(nexus)
    edited = is_changed(nexus, EDITS, tmp_path)
    assert failing(edited) == {"foreign_keys_indexed"}
    goes(edited, "--within", "15m")


def _matches_the_document(nexus: Installation) -> None:
    with nexus.sql() as owner:
        unindexed = owner.execute(
            "select conname from pg_constraint c where contype = 'f' and not exists (select from pg_index i "
            "where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])"
        ).fetchall()
    assert unindexed == [], "every foreign key has an index"
    with nexus.api() as client:
        project = project_of(client, NAME)
        assert project is not None
        assert project["pg_version"] == 16
        assert set(branches_of(client, project["id"])) == {"main", "dev"}


def _one(connection: psycopg.Connection[Any], text: LiteralString, *values: object) -> Any:
    row = connection.execute(text, values).fetchone()
    assert row is not None
    return row[0]


def _is_worked_with(app: psycopg.Connection[Any]) -> str:
    """Keys, rules and searches as the document has them."""
    user = _one(
        app,
        "insert into users (email, name, password) values ('a@example.com', 'A', '$2b$12$x') returning id",
    )
    assert re.fullmatch("c[0-9a-z]{24}", user)
    deal = _one(
        app, "insert into workspaces (name, created_by_id) values ('Project Atlas', %s) returning id", user
    )
    refusals: dict[LiteralString, type[Exception]] = {
        "insert into users (email, name, password) values ('b@example.com', 'B', 'secret')": psycopg.errors.CheckViolation,
        "insert into users (email, name, password) values ('a@example.com', 'B', '$2b$12$x')": psycopg.errors.UniqueViolation,
        "insert into users (id, email, name, password) values ('1', 'c@e.com', 'C', '$2b$12$x')": psycopg.errors.CheckViolation,
        "update workspaces set governance_rules = '[]'": psycopg.errors.CheckViolation,
        "drop table clauses": psycopg.errors.InsufficientPrivilege,
    }
    for statement, refusal in refusals.items():
        with pytest.raises(refusal):
            app.execute(statement)
    app.execute("insert into workspace_members (workspace_id, user_id) values (%s, %s)", (deal, user))
    with pytest.raises(psycopg.errors.UniqueViolation):
        app.execute("insert into workspace_members (workspace_id, user_id) values (%s, %s)", (deal, user))
    app.execute(
        'insert into clauses (workspace_id, title, body, type, "order", last_modified_by) '
        "values (%s, 'Margin', 'The margin ratchets with leverage.', 'financial', 1, %s)",
        (deal, user),
    )
    found = "select title from clauses where to_tsvector('english', title || ' ' || body) @@ to_tsquery('english', 'ratchet')"
    assert _one(app, found) == "Margin"
    app.execute("set enable_seqscan = off")
    assert "idx_clauses_search" in str(app.execute(f"explain {found}").fetchall())
    app.execute(
        "insert into audit_events (workspace_id, actor_id, actor_name, event_type, reason, reason_category) "
        "values (%s, %s, 'A', 'WORKSPACE_CREATE', 'new deal', 'borrower_request')",
        (deal, user),
    )
    return str(deal)


REWRITES: tuple[LiteralString, ...] = (
    "update audit_events set reason = 'x'",
    "update audit_events set workspace_id = null",
    "delete from audit_events",
    "truncate audit_events",
)


def _adds_events_and_changes_none(app: psycopg.Connection[Any]) -> None:
    """The application has no privilege for it."""
    for statement in REWRITES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            app.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("alter table audit_events disable trigger append_only")
    assert _one(app, "select count(*) from audit_events") == 1


def _is_closed_to_its_owner_too(owner: psycopg.Connection[Any]) -> None:
    """Who has the privilege meets the trigger."""
    for statement in REWRITES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(statement)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute("delete from users where id in (select actor_id from audit_events)")


def _outlives_its_workspace(owner: psycopg.Connection[Any], deal: str) -> None:
    """What belongs to a deal goes with it; what was done to it stays on record."""
    owner.execute("delete from workspaces where id = %s", (deal,))
    assert _one(owner, "select count(*) from clauses") == 0
    assert (
        _one(owner, "select count(*) from audit_events where workspace_id is null and reason = 'new deal'")
        == 1
    )


def _heals_what_was_loosened(nexus: Installation) -> None:
    """Who opens the audit trail by hand is found out, and it is closed again."""
    with nexus.sql() as owner:
        owner.execute("alter table audit_events disable trigger append_only")
        owner.execute("grant update on audit_events to lma_app")
    loosened = {"audit_is_guarded", "audit_is_append_only_for_the_application"}
    assert failing(nexus, expect=1) == loosened
    assert nexus.drift()[0] == {f"{AUDIT}/trigger.append_only", f"{AUDIT}/grant.lma_app"}
    nexus.run("apply", "--yes", *CONSENT)
    nexus.run("check")
