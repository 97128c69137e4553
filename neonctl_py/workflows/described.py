"""What a stack declares in its databases, or what a live database holds, for those who describe it: diagrams, data dictionaries.

Never here: how it is described.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonNotFoundError, NeonpyError
from neonctl_py.model.address import project_address
from neonctl_py.model.database import Database
from neonctl_py.plan.inherit import default_branch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.model.values import Secret

Described = dict["Address", dict["Address", "Object"]]
"""By database: everything in it."""


def declared_databases(
    desired: Desired, project: str | None = None, database: str | None = None
) -> Described:
    """Those of each project's default branch, without connecting to anything. Raises NeonNotFoundError when there is none of that name."""
    found: Described = {}
    for place in sorted(_databases(desired)):
        home = place.container("project")
        if project in (None, home.name[0] if home else None) and database in (None, place.name[0]):
            found[place] = _inside(desired.objects, place)
    if not found:
        names = ", ".join(str(place) for place in sorted(_databases(desired)))
        raise NeonNotFoundError(
            "the stack has no such database" if names else "the stack has no database",
            detail=f"There are: {names}" if names else "",
            hint="--project NAME and --database NAME choose one of them." if names else "",
        )
    return found


def live_database(url: Secret) -> Described:
    """What is in the database of that URL."""
    from neonctl_py.postgres.connect import connect  # noqa: PLC0415  a declared one needs no server
    from neonctl_py.postgres.observe import observe_database  # noqa: PLC0415
    from neonctl_py.workflows.connecting import database_name  # noqa: PLC0415

    name = database_name(url)
    place = project_address(name).child("database", name)
    with closing(connect(url)) as connection:
        state = observe_database(connection, place, roles_under=None)
    return {place: _inside(state.objects, place)}


def only_one(found: Described) -> tuple[Address, dict[Address, Object]]:
    """The database, where there is one. Raises NeonpyError where somebody has to choose."""
    if len(found) > 1:
        listed = ", ".join(str(place) for place in found)
        raise NeonpyError(
            "which database?",
            detail=f"There are {len(found)}: {listed}",
            hint="--project NAME, --database NAME",
        )
    return next(iter(found.items()))


def _databases(desired: Desired) -> Iterator[Address]:
    for place, value in desired.objects.items():
        if not isinstance(value, Database):
            continue
        branch, project = place.container("branch"), place.container("project")
        if branch is None or (project is not None and branch == default_branch(desired, project)):
            yield place


def _inside(objects: Mapping[Address, Object], database: Address) -> dict[Address, Object]:
    return {
        place: value for place, value in objects.items() if place.is_within(database) and place != database
    }
