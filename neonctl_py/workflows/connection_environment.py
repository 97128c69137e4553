"""The connection strings of one database of a stack, pooled and direct.

Never here: writing them anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from neonctl_py.errors import NeonNotFoundError, NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.model.values import Secret
from neonctl_py.plan.inherit import default_branch
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import connecting_role, database_url, is_plain_postgres
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_REQUIRED = {"sslmode": "require", "channel_binding": "require"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDatabase:
    """The user's words; None leaves the choice to the stack, where it has only one."""

    project: str | None = None
    branch: str | None = None
    database: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionEnvironment:
    """``pooled`` goes through the pooler (applications), ``direct`` to the compute (migrations, sessions, psql). A plain
    Postgres has one URL for both.
    """

    database: Address
    role: str
    direct: Secret
    pooled: Secret


def connection_environment(
    desired: Desired, access: NeonAccess, wanted: WantedDatabase
) -> ConnectionEnvironment:
    """Raises NeonNotFoundError for a database or branch that isn't there, NeonpyError where the stack leaves a choice."""
    declared = _declared(desired, wanted)
    names = [wanted.branch] if wanted.branch else []
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, names, _project(declared))
        widened, observed = scope.desired, scope.account
        database = _moved_to(declared, scope.branches[0]) if scope.branches else declared
        if is_plain_postgres(desired, database):
            url = database_url(client, desired, observed, database)
            return ConnectionEnvironment(
                database=database, role=urlsplit(url.reveal()).username or "", direct=url, pooled=url
            )
        if database not in observed.objects:
            raise NeonNotFoundError(
                "a database does not exist yet", detail=str(database), hint="neonpy apply"
            )
        branch = database.parent
        if branch is not None and branch.child("compute") not in observed.objects:
            raise NeonNotFoundError(
                "a branch has no compute, so nobody can connect to it",
                detail=str(branch),
                hint="Write compute: {} in it (or in the project, for all its branches), then neonpy apply.",
            )
        role = wanted.role or connecting_role(widened, observed, database)
        direct, pooled = (
            with_required(database_url(client, widened, observed, database, role=role, pooled=pooled))
            for pooled in (False, True)
        )
    return ConnectionEnvironment(database=database, role=role, direct=direct, pooled=pooled)


def _declared(desired: Desired, wanted: WantedDatabase) -> Address:
    """The one database of the stack that is meant, on the default branch."""
    found = [
        address
        for address, value in desired.objects.items()
        if isinstance(value, Database)
        and address.parent in (_default(desired, address), address.container("project"))
    ]
    found = _chosen(found, "project", wanted.project)
    found = _chosen(found, "database", wanted.database)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NeonpyError("the stack has no such database", hint="neonpy show prints what is there.")
    raise NeonpyError(
        "which database?",
        detail="The stack has " + ", ".join(str(address) for address in sorted(found)) + ".",
        hint="Name one with --project and --database.",
    )


def _default(desired: Desired, address: Address) -> Address | None:
    project = address.container("project")
    return default_branch(desired, project) if project is not None else None


def _chosen(found: Iterable[Address], kind: str, name: str | None) -> list[Address]:
    return [
        address
        for address in found
        if name is None or ((container := address.container(kind)) is not None and container.name == (name,))
    ]


def _project(address: Address) -> str | None:
    project = address.container("project")
    return project.name[0] if project is not None else None


def _moved_to(database: Address, branch: Address) -> Address:
    return database if database.parent is None else database.moved(database.parent, branch)


def with_required(url: Secret) -> Secret:
    """The URL; encryption and channel binding are asked for wherever the way leads through a network."""
    parts = urlsplit(url.reveal())
    if parts.hostname in _LOOPBACK:
        return url
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Secret(urlunsplit(parts._replace(query=urlencode({**_REQUIRED, **query}))))
