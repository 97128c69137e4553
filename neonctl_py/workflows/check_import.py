"""Is the stack that was imported what is there? It is read back from its files and planned against what was just observed.

The plan that finds nothing to do is remembered, so that the next one need not be made. Never here: writing files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.postgres.connect import connect
from neonctl_py.workflows.observe_world import Opened
from neonctl_py.workflows.plan_stack import PlanRequest, plan_with

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.observe import DatabaseState
    from neonctl_py.stack.load import LoadedStack
    from neonctl_py.workflows.plan_memory import PlanMemory


@dataclass(frozen=True, slots=True)
class _AsRead:
    """Sessions in the database that was imported."""

    state: DatabaseState

    def open(self, _database: Address, url: Secret, /) -> Opened:
        return Opened(connect(url), state=self.state)


def check_import(loaded: LoadedStack, state: DatabaseState, memory: PlanMemory | None) -> Plan:
    """What a plan of the stack would find. ``state``: what the import has read; ``memory`` has noted the catalog before that."""
    was_read = memory.look_again if memory is not None else lambda _: None
    planned = plan_with(None, loaded.desired, PlanRequest(), _AsRead(state), was_read=was_read)
    if memory is not None:
        memory.keep(planned.plan, planned.world.databases)
    return planned.plan
