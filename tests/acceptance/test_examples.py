"""Every example applies as it is, and leaves nothing to do. What the bigger ones do beyond that is in test_example_apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from installed_command import REPOSITORY, Installation

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

SMALL = ("first-branch", "more-than-tables", "reviewed")
EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples").glob("*/stack.yaml"))


@pytest.mark.system
@pytest.mark.parametrize(
    "example",
    [
        pytest.param(example, id=example.name, marks=[] if example.name in SMALL else pytest.mark.slow)
        for example in EXAMPLES
        if example.name != "prisma-previews"  # its branch is protected: nothing destroys it
    ],
)
def test_an_example_is_canonical_applies_and_is_complete(systems_neon: LocalServer, example: Path) -> None:
    """fmt, apply, an empty plan, and gone again."""
    installation = Installation(systems_neon, example)

    installation.run("fmt", "--check")
    if (example / "plan.md").exists():
        expected = (
            (example / "plan.md").read_text(encoding="utf-8").partition("```diff")[2].partition("```")[0]
        )
        assert expected in installation.run("plan", "--markdown")
    installation.run("apply", "--yes")
    installation.run("plan", "--detailed-exitcode")
    installation.run("destroy", "--yes", "--allow", "deletes-data")
