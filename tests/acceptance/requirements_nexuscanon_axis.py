"""What the NexusCanon Axis document asks of the stack while it runs: look-ups, limits, sessions that end, what is slow or too often asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest
from check_trials import run_trial
from check_trials_nexuscanon_axis import TRIAL
from document_sql import run_document
from document_sql_nexuscanon_axis import STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from installed_command import Installation

TENANT = "0c000000-0000-4000-8000-00000000000c"
ENTER = f"select set_config('app.tenant_id', '{TENANT}', false)"
SIGN_IN = "insert into sessions (user_id, token_hash, expires_at) values (%s, sha256(%s), now() + interval '1 day') returning id"


def meets_its_requirements(
    axis: Installation, passwords: Mapping[str, str], tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """With Drizzle's table in it. Afterwards everything is as it was."""
    run_document(STATEMENTS, lambda _: axis.sql())
    run_trial(axis, TRIAL, tmp_path, patch)
    with axis.sql("axis_write", passwords["AXIS_WRITE_PASSWORD"]) as write:
        limits = write.execute(
            "select current_setting('idle_session_timeout'), current_setting('idle_in_transaction_session_timeout')"
        ).fetchone()
        assert limits == ("4h", "15s")
        write.execute(ENTER.encode())
        for _ in range(200):  # a query in a loop
            write.execute("select title from tasks where assignee_id = gen_random_uuid()")
        _signs_out_everywhere(axis, write)
    (found,) = json.loads(axis.run("inspect", "calls", "--json"))["databases"]
    asked = {row["query"]: row["calls"] for row in found["inspections"][0]["rows"]}
    assert max(asked.items(), key=lambda item: "assignee_id" in item[0])[1] >= 200


def _signs_out_everywhere(axis: Installation, write: psycopg.Connection[tuple[object, ...]]) -> None:
    """A token is exchanged for the next, all of a person's are revoked, and what has been over for long is deleted."""
    somebody = "insert into users (tenant_id, email) values (%s, %s) returning id"
    user = write.execute(somebody, (TENANT, "Kim@example.com")).fetchone()
    assert user is not None
    with pytest.raises(psycopg.errors.UniqueViolation):
        write.execute(somebody, (TENANT, "kim@example.com"))
    first = write.execute(SIGN_IN, (user[0], b"first")).fetchone()
    second = write.execute(SIGN_IN, (user[0], b"second")).fetchone()
    assert first is not None
    assert second is not None
    write.execute("update sessions set replaced_by = %s where id = %s", (second[0], first[0]))
    assert write.execute("update sessions set revoked_at = now() where user_id = %s", user).rowcount == 2
    write.execute(
        "update sessions set created_at = now() - interval '40 days', expires_at = now() - interval '31 days' where id = %s",
        second,
    )
    report = json.loads(axis.run("retention", "run", "--yes", "--json"))
    assert {rule["rule"].rpartition(".")[2]: rule["rows"] for rule in report["rules"]}["sessions"] == 1
    left = write.execute("delete from sessions where user_id = %s returning id, replaced_by", user).fetchall()
    assert left == [(first[0], None)]
    with axis.sql() as owner:
        owner.execute("delete from users where id = %s", user)
