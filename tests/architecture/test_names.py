"""Test files are found by their base name, so no two may share one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_two_modules_of_the_tests_have_one_name() -> None:
    """pytest would import only the first of them."""
    names = Counter(
        path.name for path in TESTS.rglob("*.py") if path.name not in ("conftest.py", "__init__.py")
    )
    cases = {name for name, count in names.items() if count > 1}

    assert cases == set()
