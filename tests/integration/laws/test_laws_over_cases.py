"""The laws of order, interruption and printed SQL over the case folders: over a sample, and over all where ``NEONPY_LAWS`` is set."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pair_run import apply_plan, observed_in, plan_between
from test_laws import PowerGoneError, can_go, interrupted, shuffled

sys.path.append(str(Path(__file__).parents[1] / "cases"))

from case_folder import CaseFolder, database_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from test_laws import Law

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

    Place = tuple[Secret, Connection]

SAMPLE = 1 if os.environ.get("NEONPY_LAWS") else 20
"""One case of so many."""
