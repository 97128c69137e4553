"""Each example says what its plan on an empty account is; those that read models or revisions are compared in the acceptance tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neonctl_py.ddl.revisions import project_files
from neonctl_py.model.state import Observed
from neonctl_py.plan.build import make_plan
from neonctl_py.render.markdown import plan_markdown
from neonctl_py.stack.load import load_stack

EXAMPLES = Path(__file__).parents[3] / "examples"
COMPLETE = sorted(path.parent.name for path in EXAMPLES.glob("*/stack.yaml"))
BY_REVISIONS = ("fastapi-app", "reviewed")


@pytest.mark.parametrize("name", [name for name in COMPLETE if name not in BY_REVISIONS])
def test_the_expected_plan_is_the_plan(name: str) -> None:
    desired = load_stack(EXAMPLES / name, variables={}, environment={}).desired
    plan = make_plan(desired, Observed(objects={}))
    assert told(plan_markdown(plan)) == told((EXAMPLES / name / "plan.md").read_text(encoding="utf-8"))


def told(markdown: str) -> tuple[str, ...]:
    """The count and the changes. (Another form of all that is around them: neonpy plan FOLDER --local --markdown > plan.md)"""
    count = re.search(r"\*\*Plan: .*\*\*", markdown)
    changes = re.search(r"(`{3,})diff\n(.*?)\n\1", markdown, re.DOTALL)
    assert count
    assert changes
    return count[0], changes[2]


@pytest.mark.parametrize("name", COMPLETE)
def test_an_example_is_complete(name: str) -> None:
    folder = EXAMPLES / name
    ci = [*folder.glob(".github/workflows/*.yml"), *folder.glob(".gitlab-ci.yml")]
    assert ci
    assert {"README.md", "stack.yaml", "plan.md"} <= {path.name for path in folder.iterdir()}


def test_there_are_as_many_as_are_promised() -> None:
    assert len(COMPLETE) >= 5


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("env.py")), ids=lambda path: path.parts[-3])
def test_an_env_py_is_the_one_that_migrate_init_writes(path: Path) -> None:
    """It belongs to whoever has the repository from then on, so each has its own."""
    assert path.read_text(encoding="utf-8") == project_files.ENV
