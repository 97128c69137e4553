"""The whole systems of this repository keep their own conventions."""

from __future__ import annotations

from pathlib import Path

import pytest

from neonctl_py.diagnostics import Severity
from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.lint_stack import lint_stack

STACKS = Path(__file__).parents[3] / "stacks"
FOLDERS = sorted(path.parent for path in STACKS.glob("*/stack.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_stack_keeps_its_conventions_or_says_why_not(folder: Path) -> None:
    environment = {"DATABASE_URL": "postgresql://db.example/app"}
    report = lint_stack(load_stack(folder, variables={}, environment=environment).desired)
    worse = [
        f"{item.rule} {item.address}" for item in report.findings if item.severity is not Severity.ADVICE
    ]
    assert worse == []
    assert all(reason for _, reason in report.excused)


def test_vorklee2_states_the_conventions_of_its_document() -> None:
    desired = load_stack(STACKS / "vorklee2", variables={}, environment={}).desired
    assert {"naming", "required-columns", "key-type", "row-security-required", "schema-owner"} <= set(
        desired.lint.rules
    )
