"""How to connect to a database of a branch. The address comes from the API, password included, and lives as a Secret."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from neonctl_py.errors import NeonNotFoundError
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from neonctl_py.neon.reads import Reads


def connection_url(  # noqa: PLR0917  the four parts of an address, in the order of their containment
    client: Reads, project_id: str, branch_id: str, role: str, database: str, pooled: bool = False
) -> Secret:
    """``postgresql://role:password@host/database?…``: direct, or through the platform's pooler. One API read.

    Raises NeonApiError with status 412 where the project does not store passwords, NeonNotFoundError for a branch without a compute.
    """
    try:
        answer = client.connection_uri(project_id, branch_id, role, database, pooled=pooled)
    except NeonNotFoundError as error:
        if "endpoint" not in error.detail:
            raise
        raise NeonNotFoundError(
            "a branch has no compute, so nobody can connect to its databases",
            detail=error.detail,
            hint="Write `compute: {}` at that branch of the stack and apply it, or add one in the console.",
            status=error.status,
        ) from error
    return Secret(answer.uri.get_secret_value())


def replica_url(  # noqa: PLR0917  as above
    client: Reads, project_id: str, branch_id: str, role: str, database: str, endpoint_id: str
) -> Secret:
    """The same of one compute of the branch, direct. One API read."""
    answer = client.connection_uri(project_id, branch_id, role, database, endpoint_id=endpoint_id)
    return Secret(answer.uri.get_secret_value())


def with_database(url: Secret, database: str) -> Secret:
    """The same server and role, another database: saves a read for every further database of a branch."""
    parts = urlsplit(url.reveal())
    query = f"?{parts.query}" if parts.query else ""
    # put together by hand: urlunsplit loses the slashes of a URL without a host, which names a local socket
    return Secret(f"{parts.scheme}://{parts.netloc}/{quote(database, safe='')}{query}")
