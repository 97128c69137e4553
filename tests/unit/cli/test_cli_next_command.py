"""What a message says to type next can be copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from neonctl_py.cli.next_command import next_command


@pytest.mark.parametrize(
    ("stack", "local", "branch", "expected"),
    [
        ("", False, None, "neonpy apply"),
        ("", True, None, "neonpy apply --local"),
        ("shop", True, ["dev", "qa"], "neonpy apply shop --local --branch dev --branch qa"),
        ("my shop", False, None, "neonpy apply 'my shop'"),
    ],
)
def test_it_repeats_the_stack_and_the_world(
    stack: str, local: bool, branch: list[str] | None, expected: str
) -> None:
    assert next_command("apply", Path(stack), local=local, branch=branch) == expected
