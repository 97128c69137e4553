"""Do what a rule asks for when it fires: change a limit within its bounds, journalled, and say in a sentence what became of it.

Never here: whether it fires (monitor/states).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.monitor import ComputeLimit, MonitorRule, RoleLimit
from neonctl_py.monitor.adjustments import compute_size, connections
from neonctl_py.workflows.connecting import database_url, is_plain_postgres

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin


def act(
    rule: MonitorRule, project: Address, client: NeonClient | None, scope: BranchScope, origin: Origin
) -> str:
    """What was done, or why not; "" where the rule changes nothing. Never raises for what the world refuses."""
    if rule.change is None:
        return ""
    try:
        database = _database_of(project, scope)
        if isinstance(rule.change, RoleLimit):
            return _change_role(rule.change, database, client, scope, origin)
        return _change_compute(rule.change, database, client, scope, origin)
    except NeonpyError as error:
        return f"nothing was changed: {error.summary} {error.detail}".strip()


def _database_of(project: Address, scope: BranchScope) -> Address:
    """Where roles are changed, and the journal is kept: the project's first database on the branch that is looked at."""
    named = {branch for branch in scope.branches if branch.parent == project}
    found = sorted(
        place
        for place, value in scope.desired.objects.items()
        if isinstance(value, Database) and place.is_within(project) and (not named or place.parent in named)
    )
    if not named:
        from neonctl_py.plan.inherit import default_branch  # noqa: PLC0415  only without a named branch

        home = default_branch(scope.desired, project) or project
        found = [place for place in found if place.parent == home]
    if not found:
        raise NeonpyError("the project has no database", detail=str(project))
    return found[0]


def _change_role(
    limit: RoleLimit, database: Address, client: NeonClient | None, scope: BranchScope, origin: Origin
) -> str:
    from neonctl_py.apply.journal import Run  # noqa: PLC0415  brings SQLAlchemy, which looking doesn't need
    from neonctl_py.apply.monitor_changes import change_connection_limit  # noqa: PLC0415  as above

    url = database_url(client, scope.desired, scope.account, database)
    run = Run(who=origin.who, command=origin.command, stack=scope.desired.stack, commit=origin.commit)
    changed = change_connection_limit(url, limit.role, lambda now: connections(limit.adjustment, now), run)
    if changed is None:
        return f"nothing was changed: there is no role {limit.role}"
    now, new = changed
    if new != now:
        return f"the connection limit of {limit.role} was changed from {now} to {new}"
    why = "it has none" if now < 0 else f"it is {now}, its bound"
    return f"the connection limit of {limit.role} was left alone: {why}"


def _change_compute(
    limit: ComputeLimit, database: Address, client: NeonClient | None, scope: BranchScope, origin: Origin
) -> str:
    branch, project = database.parent, database.container("project")
    if client is None or branch is None or project is None or is_plain_postgres(scope.desired, database):
        return "nothing was changed: the server is not on Neon"
    place, ids = branch.child("compute"), scope.account.ids
    value = scope.account.objects.get(place)
    if place not in ids or not isinstance(value, Compute):
        return "nothing was changed: the branch has no compute"
    sizes = [size for size in (value.min_cu, value.max_cu) if isinstance(size, int | float)]
    if len(sizes) != 2:
        return "nothing was changed: the platform doesn't say how large the compute is"
    now = sizes[0] if limit.field == "min_cu" else sizes[1]
    new = compute_size(limit, (sizes[0], sizes[1]))
    if new == now:
        return f"{limit.field} of the compute was left alone: it is {now:g}, its bound"
    client.update_endpoint(ids[project], ids[place], {f"autoscaling_limit_{limit.field}": new})
    told = f"{limit.field} of the compute was changed from {now:g} to {new:g}"
    return told + _noted(f"{place}: {told}", database, client, scope, origin)


def _noted(told: str, database: Address, client: NeonClient, scope: BranchScope, origin: Origin) -> str:
    from neonctl_py.apply.journal import Run  # noqa: PLC0415  brings SQLAlchemy, which looking doesn't need
    from neonctl_py.apply.monitor_changes import note_compute_change  # noqa: PLC0415  as above

    run = Run(who=origin.who, command=origin.command, stack=scope.desired.stack, commit=origin.commit)
    try:
        note_compute_change(database_url(client, scope.desired, scope.account, database), told, run)
    except NeonpyError as error:
        return f" (not in the journal: {error.summary})"
    return ""
