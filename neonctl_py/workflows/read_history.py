"""Read what neonpy did to the databases of a stack, from the databases themselves. Never here: how it is shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from neonctl_py.apply.past_runs import PastRun as PastRun  # noqa: PLC0414  who prints it names its type
from neonctl_py.apply.past_runs import past_runs
from neonctl_py.errors import NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.plan.inherit import default_branch
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.observe_world import PARALLEL
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.reviewed_databases import Wanted, on_branch

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess


def read_history(
    desired: Desired, access: NeonAccess, wanted: Wanted, *, statements: bool = False
) -> list[PastRun]:
    """Every run in every database that is there, the newest first; on the default branch, or on the named one."""
    places = _databases(desired, wanted)
    if not places:
        raise NeonpyError("the stack has no such database", hint="neonpy show prints what is there.")
    with neon_client(desired, access) as client, ThreadPoolExecutor(PARALLEL) as pool:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        there = [
            address
            for address in (on_branch(place, scope.branches) for place in places)
            if is_plain_postgres(desired, address) or address in scope.account.objects
        ]
        urls = [database_url(client, scope.desired, scope.account, address) for address in there]
        read = pool.map(lambda pair: past_runs(*pair, statements=statements), zip(urls, there, strict=True))
        found = [past for runs in read for past in runs]
    return sorted(found, key=lambda past: (past.started, str(past.database), past.run), reverse=True)


def _databases(desired: Desired, wanted: Wanted) -> list[Address]:
    found = []
    for address in sorted(desired.objects):
        project = address.container("project")
        if not isinstance(desired.objects[address], Database) or project is None:
            continue
        if address.parent not in (default_branch(desired, project), project) or address in desired.external:
            continue
        if wanted.project in (None, project.name[0]) and wanted.database in (None, address.name[0]):
            found.append(address)
    return found
