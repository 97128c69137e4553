"""What was approved is what is applied: a signed plan, from the same files, not too old."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from installed_command import Installation, project_of
from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: approved
projects:
  approved: {{history_retention: {kept}}}
"""
KEY = {"NEONPY_PLAN_KEY": "a key of more than sixteen"}
OTHER = {"NEONPY_PLAN_KEY": "another key of that length"}


def _said(team: Installation, code: int, *arguments: str, **environment: str) -> str:
    command, *options = arguments
    done = run_neonpy(command, team.stack, *options, env=team._environment() | environment)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_only_the_approved_plan_is_applied(local_neon: LocalServer, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    def commit(kept: str) -> None:
        (tmp_path / "stack.yaml").write_text(STACK.format(kept=kept), encoding="utf-8")
        git("add", "stack.yaml")
        git("commit", "-m", kept)

    git("init", "--initial-branch=main")
    commit("1d")
    plan = tmp_path / "plan.json"
    team, approved = Installation(local_neon, tmp_path), Installation(local_neon, plan)
    page = tmp_path.with_suffix(".html")
    assert "Saved and signed." in _said(team, 0, "plan", "-o", str(plan), "--html", str(page), **KEY)
    assert 'data-address="project.approved"' in page.read_text(encoding="utf-8")
    assert KEY["NEONPY_PLAN_KEY"] not in plan.read_text(encoding="utf-8")

    assert "the plan's signature does not fit" in _said(approved, 1, "apply", "--yes", **OTHER)
    assert "the plan is too old" in _said(approved, 1, "apply", "--yes", "--max-age", "0s", **KEY)
    commit("2d")
    assert "the plan was made from other files" in _said(approved, 1, "apply", "--yes", **KEY)
    commit("1d")  # as a merge does: another commit, the same files
    with team.api() as client:
        assert project_of(client, "approved") is None

    assert "Apply complete!" in _said(approved, 0, "apply", "--yes", "--max-age", "1h", **KEY)
    assert "the plan is stale" in _said(approved, 1, "apply", "--yes", **KEY)
    with team.api() as client:
        found = project_of(client, "approved")
        assert found is not None
        client.delete(f"/projects/{found['id']}").raise_for_status()
