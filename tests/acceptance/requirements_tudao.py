"""What the Node Pass guide asks of the stack while it runs: its SQL, its clients, its alerts, its way out of an outage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from check_trials import run_trial, take_snapshot
from check_trials_tudao import TRIAL
from document_sql import run_document
from document_sql_tudao import STATEMENTS
from installed_command import secrets
from restored_elsewhere import is_restored_elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest
    from installed_command import Installation

LIMITS = """
    select current_setting('statement_timeout'), current_setting('lock_timeout'),
           current_setting('idle_in_transaction_session_timeout')
"""


def meets_its_requirements(
    tudao: Installation, passwords: Mapping[str, str], tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """With nothing unminted in it. Afterwards it has a snapshot; everything else is as it was."""
    run_document(STATEMENTS, lambda _: tudao.sql())
    take_snapshot(tudao, "tudao-node-pass", "production")
    run_trial(tudao, TRIAL, tmp_path, patch)
    _drizzle_connects(tudao, tmp_path)
    for role, most in {"tudao_app": "10s", "tudao_dashboard": "5s"}.items():
        with tudao.sql(role, passwords[f"{role.upper()}_PASSWORD"]) as session:
            assert session.execute(LIMITS).fetchone() == (most, "3s", "10s")
    is_restored_elsewhere(tudao, "buyers", ("public", "tudao_app", "tudao_dashboard"))


def _drizzle_connects(tudao: Installation, tmp_path: Path) -> None:
    file = tmp_path / "drizzle.env"
    tudao.run("env", "--format", "drizzle", "-o", str(file))
    urls = secrets(file)
    assert {"DATABASE_URL", "DATABASE_URL_UNPOOLED"} <= urls.keys()
    for name in ("DATABASE_URL", "DATABASE_URL_UNPOOLED"):
        with psycopg.connect(urls[name]) as session:
            assert session.execute("select current_user, current_database()").fetchone() == (
                "neondb_owner",
                "neondb",
            )
