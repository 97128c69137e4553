"""What each operation lowers to, as the exact text that is printed and sent."""

from __future__ import annotations

import pytest
from ddl_cases import CASES, Case

from neonctl_py.ddl.offline import statements
from neonctl_py.ddl.registry import LOWERINGS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_step_is_exactly_this_sql(case: Case) -> None:
    assert case.sql == tuple(statements([case.step]))


def test_every_kind_of_the_table_has_cases() -> None:
    assert set(LOWERINGS) == {case.step.address.kind for case in CASES}
