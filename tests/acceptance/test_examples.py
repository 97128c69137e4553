"""Every example applies as it is, and leaves nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from installed_command import REPOSITORY, Installation

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples").glob("*/stack.yaml"))


@pytest.mark.system
@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_an_example_is_canonical_applies_and_is_complete(local_neon: LocalServer, example: Path) -> None:
    """fmt, apply, an empty plan, and gone again."""
    installation = Installation(local_neon, example)

    installation.run("fmt", "--check")
    installation.run("apply", "--yes")
    installation.run("plan", "--detailed-exitcode")
    installation.run("destroy", "--yes", "--allow", "deletes-data")
