"""Which databases a look is about, and how each is reached: those of a stack that the user's words leave, or the one of a URL.

Never here: looking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from neonctl_py.errors import NeonNotFoundError, NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.plan.inherit import default_branch
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_name, database_url, is_plain_postgres
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.connection_environment import WantedDatabase


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """``name`` as a person knows it; ``server``: what databases of one server have in common."""

    name: str
    server: str
    url: Secret


def place_of_url(url: Secret) -> DatabasePlace:
    """Named by host and database; nothing else of the URL is shown."""
    parts = urlsplit(url.reveal())
    port = f":{parts.port}" if parts.port else ""
    server = f"{parts.hostname or 'the local socket'}{port}"
    return DatabasePlace(f"{server}/{database_name(url)}", server, url)


def database_places(
    desired: Desired, access: NeonAccess, wanted: WantedDatabase
) -> tuple[DatabasePlace, ...]:
    """Those of the default branches, or of the named one. Raises NeonNotFoundError for one that is not there yet."""
    names = [wanted.branch] if wanted.branch else []
    declared = _declared(desired, wanted)
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, names, wanted.project)
        places = [place for one in declared if (place := _moved(desired, one, scope.branches)) is not None]
        _require_computes(desired, places, scope.account.objects)
        return tuple(
            DatabasePlace(
                str(place),
                str(place.parent),
                database_url(client, scope.desired, scope.account, place, role=wanted.role),
            )
            for place in places
        )


def _declared(desired: Desired, wanted: WantedDatabase) -> list[Address]:
    found = sorted(
        address
        for address, value in desired.objects.items()
        if isinstance(value, Database)
        and (project := address.container("project")) is not None
        and address.parent in (default_branch(desired, project), project)
        and wanted.project in (None, project.name[0])
        and wanted.database in (None, address.name[0])
    )
    if not found:
        raise NeonpyError("the stack has no such database", hint="neonpy show prints what is there.")
    return found


def _moved(desired: Desired, database: Address, branches: Sequence[Address]) -> Address | None:
    """The same one on the named branch of its project; a plain Postgres has none."""
    if not branches or database.parent is None:
        return database
    if is_plain_postgres(desired, database):
        return None
    there = {branch.parent: branch for branch in branches}.get(database.container("project"))
    return None if there is None else database.moved(database.parent, there)


def _require_computes(
    desired: Desired, places: Sequence[Address], observed: Mapping[Address, Object]
) -> None:
    for place in places:
        branch = place.container("branch")
        if branch is None or is_plain_postgres(desired, place):
            continue
        if place not in observed:
            raise NeonNotFoundError("a database does not exist yet", detail=str(place), hint="neonpy apply")
        if branch.child("compute") not in observed:
            raise NeonNotFoundError(
                "a branch has no compute, so nobody can look into it",
                detail=str(branch),
                hint="Write compute: {} in it, then neonpy apply.",
            )
