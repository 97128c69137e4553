"""Show what is there of a stack: the observed side, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.workflows.observe_world import observe_world
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.workflows.access import NeonAccess


def show_stack(desired: Desired, access: NeonAccess) -> Observed:
    """Everything that the API and the catalogs tell of the stack's projects."""
    with neon_client(desired, access) as client:
        return observe_world(desired, client).observed
