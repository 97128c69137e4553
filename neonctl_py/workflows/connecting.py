"""Which databases of a world can be connected to, as whom, and by which URL.

Never here: opening a connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from neonctl_py.errors import NeonNotFoundError, NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.neon.connections import connection_url, with_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient


def is_plain_postgres(desired: Desired, address: Address) -> bool:
    """Is it on a server that no Neon API manages?"""
    project = address.container("project")
    value = desired.objects.get(project) if project is not None else None
    return isinstance(value, Project) and value.provider == "postgres"


def connecting_role(desired: Desired, observed: Observed, database: Address) -> str:
    """The database's owner, unless the stack says that SQL made that role (nobody knows its password); then one of the
    roles that the API made.
    """
    branch = database.parent
    made_by_api = {
        address.name[0]: value.managed_by == "neon"
        for address, value in desired.objects.items()
        if isinstance(value, Role) and address.parent == branch
    }
    value = observed.objects.get(database) or desired.objects.get(database)
    owner = value.owner if isinstance(value, Database) else UNSET
    if isinstance(owner, str) and made_by_api.get(owner, True):
        return owner
    others = sorted(name for name, by_api in made_by_api.items() if by_api)
    if not others and database not in desired.objects and not isinstance(owner, str):
        return f"{database.name[0]}_owner"  # the role that the platform makes with a project's first database
    if not others:
        raise NeonpyError(
            "nobody to connect as",
            detail=f"{database} is owned by {owner}, whose password the Neon API does not know.",
            hint="Declare a role that it makes: roles: {app_owner: {managed_by: neon}}",
        )
    return others[0]


def database_url(
    client: NeonClient | None,
    desired: Desired,
    observed: Observed,
    database: Address,
    *,
    role: str | None = None,
    pooled: bool = False,
    ids: Mapping[Address, str] | None = None,
) -> Secret:
    """The URL of an existing database, for reading and changing its catalog unless ``pooled``. ``ids``: newer ones than were
    observed, while an apply makes things.
    """
    project = database.container("project")
    branch = database.container("branch")
    if project is not None and is_plain_postgres(desired, database):
        return plain_postgres_url(desired, project, database.name[0])
    if client is None or project is None or branch is None:
        raise NeonpyError("a database can't be reached", detail=str(database))
    known = observed.ids if ids is None else ids
    if project not in known or branch not in known:
        raise NeonNotFoundError("a database does not exist yet", detail=str(database), hint="neonpy apply")
    user = (
        role
        or _owner_of_new(client, known[project], known[branch], desired, observed, database)
        or connecting_role(desired, observed, database)
    )
    there = observed.renamed.get(database, database) if ids is None else database
    return connection_url(client, known[project], known[branch], user, there.name[0], pooled=pooled)


def _owner_of_new(  # noqa: PLR0917  one database, in both its shapes
    client: NeonClient,
    project_id: str,
    branch_id: str,
    desired: Desired,
    observed: Observed,
    database: Address,
) -> str:
    """Whom the platform made the owner of a database that this apply has made, where the stack names none; "" for any other."""
    value = desired.objects.get(database)
    if database in observed.objects or not isinstance(value, Database) or isinstance(value.owner, str):
        return ""
    listed = client.list_databases(project_id, branch_id)
    return next((found.owner_name for found in listed if found.name == database.name[0]), "")


def plain_postgres_url(desired: Desired, project: Address, database: str | None = None) -> Secret:
    """The URL of a ``provider: postgres`` project, on that database instead of the one it names."""
    secret = desired.connection_urls.get(project)
    if not isinstance(secret, Secret):
        raise NeonpyError(
            "a database can't be reached",
            detail=f"{project} has no url.",
            hint="url: ${env:NAME_OF_A_VARIABLE}",
        )
    return secret if database is None else with_database(secret, database)


def journal_urls(
    client: NeonClient | None, desired: Desired, observed: Observed, databases: Iterable[Address]
) -> list[Secret]:
    """Of one branch's databases, and of the one that the URL of a plain server names: there its roles are made, and that is noted."""
    places = list(databases)
    urls = [database_url(client, desired, observed, place) for place in places]
    projects = {place.container("project") for place in places if is_plain_postgres(desired, place)}
    return urls + [plain_postgres_url(desired, project) for project in projects if project is not None]


def database_name(url: Secret) -> str:
    """The database that a URL names; as libpq does, the user's own when it names none."""
    parts = urlsplit(url.reveal())
    return unquote(parts.path.lstrip("/")) or unquote(parts.username or "") or "postgres"
