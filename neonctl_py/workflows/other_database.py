"""The stack's one database, meant for another server: what ``--url`` says.

Never here: reading or changing that server.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.values import UNSET
from neonctl_py.plan.inherit import default_branch
from neonctl_py.workflows.connecting import database_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.model.values import Secret


def on_database(desired: Desired, url: Secret) -> Desired:
    """The same roles and the same database on the server behind the URL, under the name that the URL gives it. Nothing of a
    Neon project is left. Raises NeonpyError when the stack has several databases.
    """
    database = only_database(desired)
    home, project = database.parent, database.container("project")
    if home is None or project is None:
        raise NeonpyError("a database can't be reached", detail=str(database))
    move = _Move(project, home, database, project.child("database", database_name(url)))
    objects: dict[Address, Object] = {project: Project(provider="postgres")}
    for address, value in desired.objects.items():
        place = move.of(address)
        if place is not None:
            objects[place] = _made_by_sql(value)
    return replace(
        desired,
        objects=objects,
        spans={place: span for a, span in desired.spans.items() if (place := move.of(a)) is not None},
        external=frozenset(move.all(desired.external)),
        prevent_destroy=frozenset(move.all(desired.prevent_destroy)),
        online={place: value for a, value in desired.online.items() if (place := move.of(a)) is not None},
        removed=tuple(move.all(desired.removed)),
        moved=tuple(
            (old, new)
            for before, after in desired.moved
            if (old := move.of(before)) is not None and (new := move.of(after)) is not None
        ),
        expansions={
            new: old
            for after, before in desired.expansions.items()
            if (old := move.of(before)) is not None and (new := move.of(after)) is not None
        },
        delete_unmanaged=frozenset(move.all(desired.delete_unmanaged)),
        open_parts=frozenset(
            (place, kind) for a, kind in desired.open_parts if (place := move.of(a)) is not None
        ),
        declarations={p: value for a, value in desired.declarations.items() if (p := move.of(a)) is not None},
        proofs={p: value for a, value in desired.proofs.items() if (p := move.of(a)) is not None},
        pinned_ids={},
        connection_urls={project: url},
    )


def only_database(desired: Desired) -> Address:
    """The one that the stack declares, on the default branch."""
    found = sorted(
        address
        for address, value in desired.objects.items()
        if isinstance(value, Database)
        and address.parent in (_home(desired, address), address.container("project"))
    )
    if len(found) != 1:
        names = ", ".join(map(str, found)) or "none"
        raise NeonpyError(
            "a URL names one database",
            detail=f"The stack has {names}.",
            hint="Without --url each database is planned where the stack says.",
        )
    return found[0]


def _home(desired: Desired, database: Address) -> Address | None:
    project = database.container("project")
    return default_branch(desired, project) if project is not None else None


def _made_by_sql(value: Object) -> Object:
    """No API is there to make a role: SQL gives it what the platform would, the right to log in."""
    if isinstance(value, Role) and value.managed_by == "neon":
        return replace(value, managed_by="sql", login=True if value.login is UNSET else value.login)
    return value


class _Move:
    """From a branch (or a server) to a server."""

    def __init__(self, project: Address, home: Address, old: Address, new: Address) -> None:
        self.project = project
        self.home = home
        self.old = old
        self.new = new

    def of(self, address: Address) -> Address | None:
        """Where it is there; None for what no server has, or another database."""
        if address.is_within(self.old):
            return address.moved(self.old, self.new)
        role = address.container("role")
        return (
            address.moved(self.home, self.project) if role is not None and role.parent == self.home else None
        )

    def all(self, addresses: Iterable[Address]) -> list[Address]:
        """Those that are there."""
        return [place for address in addresses if (place := self.of(address)) is not None]
