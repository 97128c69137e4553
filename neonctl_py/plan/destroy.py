"""``neonpy destroy``: the deletion of what the stack declares, as whole as it can be.

On Neon that is the project. On a plain Postgres server: every declared database, but for the one that its URL leads to, which
is emptied of what is declared; then the declared roles, but for an owner of that database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.values import Secret
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.scope import lies_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object


def destroy_changes(
    desired: Desired,
    objects: Mapping[Address, Object],
    *,
    targets: Collection[Address] = (),
    branches: Collection[Address] = (),
) -> dict[Address, Change]:
    """Only what is declared and there; the outermost address stands for all that it holds. ``targets``, ``branches``: only
    what lies in them, so that never a project goes because one of its branches was named.
    """
    staying = frozenset(_staying(desired))
    owners = {
        database.parent.child("role", value.owner)
        for database in staying
        if database.parent is not None
        and isinstance(value := objects.get(database), Database)
        and isinstance(value.owner, str)
    }
    gone = {
        address
        for address, value in desired.objects.items()
        if address in objects
        and lies_in(address, targets)
        and lies_in(address, branches)
        and address not in staying
        and address not in owners
        and not any(address.is_within(place) for place in desired.external)
        and not (isinstance(value, Project) and value.provider == "postgres")
        and address.segment != "schema.public"
    }
    return {
        address: Change(Action.DELETE, address, before=objects[address])
        for address in desired.objects
        if address in gone and not any(container in gone for container in address.ancestors())
    }


def _staying(desired: Desired) -> Iterator[Address]:
    """The database of each plain server's URL: the session runs in it."""
    for project, url in desired.connection_urls.items():
        if isinstance(url, Secret):
            parts = urlsplit(url.reveal())
            yield project.child("database", unquote(parts.path.lstrip("/")) or unquote(parts.username or ""))
