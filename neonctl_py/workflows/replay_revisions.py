"""Revisions run on a throwaway Postgres: what they alone lead to, beside what the stack says. No live database is needed.

Never here: what becomes of the difference.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.apply.revisions import Migration, run_migration
from neonctl_py.ddl.quoting import identifier
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.workflows.observe_world import observe_world
from neonctl_py.workflows.other_database import on_database
from neonctl_py.workflows.reviewed_databases import declared_roles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.ddl.revisions.folder import RevisionFolder
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.reviewed_databases import ReviewedDatabase
    from neonctl_py.workflows.throwaway import ThrowawayPostgres


@dataclass(frozen=True, slots=True)
class Ends:
    """Both sides of a database. ``user``: who will run the revision, as far as it is known."""

    desired: Desired
    observed: Observed
    address: Address
    user: str


def replayed(
    desired: Desired, database: ReviewedDatabase, folder: RevisionFolder, throwaway: ThrowawayPostgres
) -> Ends:
    """A new database on which all revisions were run, and what the stack says about it."""
    url = run_all(desired, database, folder, throwaway)
    alone = on_database(only(desired, database.address), url)
    world = observe_world(alone, None)
    address = next(a for a, held in alone.objects.items() if isinstance(held, Database))
    owner = getattr(desired.objects[database.address], "owner", None)
    return Ends(world.desired, world.observed, address, owner if isinstance(owner, str) else "")


def run_all(
    desired: Desired, database: ReviewedDatabase, folder: RevisionFolder, throwaway: ThrowawayPostgres
) -> Secret:
    """The URL of a new database on which all revisions were run."""
    project = database.address.container("project")
    value = desired.objects.get(project) if project is not None else None
    version = getattr(value, "pg_version", None) if isinstance(value, Project) else None
    throwaway.wanted = version if isinstance(version, int) else throwaway.wanted
    url = throwaway.empty_database()
    make_roles(url, declared_roles(desired, database.address))
    migration = Migration(
        database=database.address,
        folder=folder,
        table=database.table,
        direction="upgrade",
        target="heads",
    )
    run_migration(url, migration)
    return url


def make_roles(url: Secret, names: Iterable[str]) -> None:
    """Those that aren't there. Only names: nobody logs in here."""
    with closing(connect(url)) as connection, translated_errors("The roles can't be made."):
        there = {name for (name,) in connection.execute("select rolname from pg_catalog.pg_roles")}
        for name in names:
            if name not in there:
                connection.execute(f"create role {identifier(name)}".encode())


def only(desired: Desired, database: Address) -> Desired:
    """The stack with this database and no other, and without other branches."""
    home = database.parent

    def stays(address: Address) -> bool:
        if address.is_within(database) or home is None or home.is_within(address):
            return True
        role = address.container("role")
        return role is not None and role.parent == home

    return replace(
        desired,
        objects={address: value for address, value in desired.objects.items() if stays(address)},
        declarations={},
    )
