"""Grade what a plan would lose: a cheap look at the tables, only where a step takes values away.

Never here: what the grades mean (plan/losses).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import PostgresError
from neonctl_py.plan.losses import is_lossy, with_losses, with_safety
from neonctl_py.plan.steps import SqlStep
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.held_values import Place, held_values
from neonctl_py.workflows.connecting import database_url

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.workflows.observe_world import World

_PARALLEL: Final = 4


def graded(plan: Plan, client: NeonClient | None, world: World, now: datetime) -> Plan:
    """The plan with a grade at every lossy step, and with what is kept before the first of them."""
    if not any(map(is_lossy, plan.steps)):
        return plan
    places: dict[Address, dict[int, Place]] = {}
    for number, step in enumerate(plan.steps):
        place = _place(step, world) if is_lossy(step) and isinstance(step, SqlStep) else None
        if (
            place is not None
            and isinstance(step, SqlStep)
            and step.database in world.observed.server_versions
        ):
            places.setdefault(step.database, {})[number] = place
    with ThreadPoolExecutor(_PARALLEL) as pool:
        asked = pool.map(lambda item: _asked(client, world, *item), places.items())
        held = {number: found for answers in asked for number, found in answers.items()}
    plan = with_losses(plan, world.observed.objects, held, now)
    return with_safety(plan, world.desired, world.observed.objects, held, now)


def _place(step: SqlStep, world: World) -> Place | None:
    """The table or column as it is called now."""
    address = step.moved_from or step.address
    for old, new in world.desired.moved:
        if address.is_within(new):
            address = address.moved(new, old)
    table = address.container("table")
    if table is None or address not in world.observed.objects or address.kind not in ("table", "column"):
        return None
    return Place(table.name[0], table.name[1], address.name[0] if address.kind == "column" else "")


def _asked(
    client: NeonClient | None, world: World, database: Address, places: dict[int, Place]
) -> dict[int, tuple[bool, str]]:
    """By the step's number. What can't be known counts as a loss."""
    try:
        url = database_url(client, world.desired, world.observed, database)
        with closing(connect(url)) as connection:
            answers = held_values(connection, list(places.values()))
    except PostgresError:
        return {}
    return dict(zip(places, answers, strict=True))
