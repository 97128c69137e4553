"""Plain Alembic knows our operations by name wherever neonpy is installed, and loads them when the first is called."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from neonctl_py.ddl.alembic_entry import VERBS
from neonctl_py.ddl.registry import OPERATIONS
from neonctl_py.ddl.revisions.only_here import DropInvalidIndex, SqlType

PROJECT = Path(__file__).parents[3]
PROGRAM = """
import sys
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations

ours = [name for name in sys.modules if name.startswith("neonctl_py")]
context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True})
with Operations.context(context):
    op.grant("SELECT", on="TABLE app.orders", to="app")
    op.set_search_path(["app"])
print(sorted(ours))
"""


def test_every_operation_is_known() -> None:
    """One that is not in the list is unknown to an env.py that says nothing of neonpy: add it to VERBS."""
    assert {operation.verb for operation in (*OPERATIONS, DropInvalidIndex, SqlType)} - VERBS == set()


def test_an_env_that_says_nothing_of_neonpy_runs_our_revisions(tmp_path: Path) -> None:
    """As an installation does it: the entry point of pyproject.toml, while alembic is imported. Nothing else of ours is then."""
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    (module,) = declared["project"]["entry-points"]["alembic.plugins"].values()
    installed = tmp_path / "of_this_test-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: of_this_test\nVersion: 1\n")
    (installed / "entry_points.txt").write_text(f"[alembic.plugins]\nof_this_test = {module}\n")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": f"{PROJECT}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n\n") == [
        "GRANT SELECT ON TABLE app.orders TO app;",
        "SET LOCAL search_path = app;",
        "['neonctl_py', 'neonctl_py.ddl', 'neonctl_py.ddl.alembic_entry']\n",
    ]
