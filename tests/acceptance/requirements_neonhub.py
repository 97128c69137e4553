"""What the NeonHub guide asks of the stack while it runs: its SQL, its limits, its alerts, its staging branch, its backup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
from check_trials import run_trial
from check_trials_neonhub import TRIAL
from document_sql import run_document
from document_sql_neonhub import STATEMENTS
from installed_command import branches_of, compute_of, project_of
from restored_elsewhere import is_restored_elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest
    from installed_command import Installation

NAME = "neonhub-production"


def meets_its_requirements(
    hub: Installation, passwords: Mapping[str, str], tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """With a snapshot and Prisma's table in it. Afterwards everything is as it was."""
    run_document(STATEMENTS, lambda _: hub.sql())
    run_trial(hub, TRIAL, tmp_path, patch)
    assert len(passwords["NEONHUB_APP_PASSWORD"]) >= 32
    _has_its_limits(hub)
    staging = json.loads(hub.run("env", "--branch", "staging", "--json", "--reveal"))["DATABASE_URL_UNPOOLED"]
    with psycopg.connect(staging) as session:
        assert session.execute("select to_regclass('agent_jobs') is not null").fetchone() == (True,)
    with patch.context() as around:
        around.setenv("NEONHUB_ALLOWED_IPS", "203.0.113.7")
        planned = json.loads(hub.run("plan", "--json"))["resource_changes"]
    assert [change["address"] for change in planned] == [f"project.{NAME}"]
    assert "203.0.113.7" in json.dumps(planned[0]["change"]["after"])
    is_restored_elsewhere(hub, "users", ("public", "neonhub_app"))


def _has_its_limits(hub: Installation) -> None:
    with hub.sql() as owner:
        limits = owner.execute(
            "select datconnlimit, (select rolconnlimit from pg_roles where rolname = 'neonhub_app') "
            "from pg_database where datname = current_database()"
        ).fetchone()
    assert limits == (100, 40)
    with hub.api() as client:
        project = project_of(client, NAME)
        assert project is not None
        place = f"/projects/{project['id']}"
        compute = compute_of(client, project["id"], branches_of(client, project["id"])["main"])
        size = client.get(f"{place}/endpoints/{compute}").json()["endpoint"]
    assert (size["autoscaling_limit_min_cu"], size["autoscaling_limit_max_cu"]) == (0.5, 4)
