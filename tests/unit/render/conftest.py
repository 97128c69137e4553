"""Plans to render, as fixtures."""

from __future__ import annotations

import pytest
from rendered_plans import whole_plan

from neonctl_py.plan.plan import Plan


@pytest.fixture
def plan() -> Plan:
    return whole_plan()


@pytest.fixture
def empty_plan() -> Plan:
    return Plan(stack="shop", changes=(), steps=())
