"""Detect drift: what differs between the stack and the world, when nobody has edited the stack.

Never here: changing either of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.workflows.plan_stack import Planned, PlanRequest, plan_stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess


def detect_drift(desired: Desired, access: NeonAccess, branches: Sequence[str] = ()) -> Planned:
    """The plan that would undo the drift; empty when there is none. Without a state file, every difference between the
    stack and the world counts.
    """
    return plan_stack(desired, access, PlanRequest(branches=tuple(branches)))
