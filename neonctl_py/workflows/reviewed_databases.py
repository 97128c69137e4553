"""The databases of a stack whose catalog changes by written revisions, each with the folder that holds them.

Never here: what is in a revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.ddl.revisions.folder import RevisionFolder
from neonctl_py.ddl.revisions.run import VersionTable
from neonctl_py.errors import NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.model.role import Role
from neonctl_py.plan.inherit import default_branch

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedDatabase:
    """``name`` is ``project/database``; ``path`` holds ``versions/``."""

    address: Address
    name: str
    path: Path
    table: VersionTable

    def folder(self) -> RevisionFolder:
        """Its revisions, as they are now."""
        return RevisionFolder(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of them, in the user's words; None leaves the choice to the stack."""

    project: str | None = None
    database: str | None = None
    branch: str | None = None

    @property
    def branches(self) -> list[str]:
        """As plans want it."""
        return [self.branch] if self.branch else []


def reviewed_at(desired: Desired, address: Address) -> ReviewedDatabase | None:
    """The database of that address, if it is in reviewed mode."""
    value = desired.objects.get(address)
    if not isinstance(value, Database) or value.migrations != "reviewed":
        return None
    project = address.container("project")
    name = f"{project.name[0] if project is not None else ''}/{address.name[0]}"
    path = Path(desired.folder or ".", value.migrations_path or Path("migrations", name))
    return ReviewedDatabase(
        address=address, name=name, path=path.resolve(), table=VersionTable.parse(value.version_table)
    )


def reviewed_databases(desired: Desired, wanted: Wanted = Wanted()) -> list[ReviewedDatabase]:
    """Those of the default branches (or of plain servers), in the order of addresses."""
    found = []
    for address in sorted(desired.objects):
        held = reviewed_at(desired, address) if address.kind == "database" else None
        project = address.container("project")
        if held is None or project is None:
            continue
        if address.parent not in (default_branch(desired, project), project):
            continue
        if wanted.project in (None, project.name[0]) and wanted.database in (None, address.name[0]):
            found.append(held)
    return found


def some_reviewed(desired: Desired, wanted: Wanted) -> list[ReviewedDatabase]:
    """At least one. Raises NeonpyError where the stack has none."""
    found = reviewed_databases(desired, wanted)
    if not found:
        raise NeonpyError(
            "no database is changed by revisions",
            detail="None of the stack's databases"
            + (" of that name" if wanted.database or wanted.project else "")
            + " says migrations: reviewed.",
            hint="Write `migrations: reviewed` in the database's document.",
        )
    return found


def one_reviewed(desired: Desired, wanted: Wanted) -> ReviewedDatabase:
    """The one that is meant. Raises NeonpyError where the stack leaves a choice."""
    found = some_reviewed(desired, wanted)
    if len(found) > 1:
        raise NeonpyError(
            "which database?",
            detail="Revisions change " + ", ".join(item.name for item in found) + ".",
            hint="Name one with --project and --database.",
        )
    return found[0]


def declared_roles(desired: Desired, database: Address) -> tuple[str, ...]:
    """The names of the roles that the stack declares beside the database."""
    return tuple(
        sorted(
            place.name[0]
            for place, value in desired.objects.items()
            if isinstance(value, Role) and place.parent == database.parent
        )
    )


def on_branch(database: Address, branches: tuple[Address, ...]) -> Address:
    """The database on the named branch of its project; where it was, when none is named."""
    for branch in branches:
        if (
            database.parent is not None
            and database.parent.kind == "branch"
            and branch.parent == database.parent.parent
        ):
            return database.moved(database.parent, branch)
    return database
