"""Where the revisions of databases in reviewed mode are. The repository has one ``migrations/`` folder for all stacks.

Never here: what is in it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neonctl_py.model.database import Database

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired

ROOT: Final = "migrations"
INI: Final = "alembic.ini"


def with_migration_paths(desired: Desired, folder: Path) -> Desired:
    """Every database in reviewed mode with the path to its revisions, relative to the stack's ``folder``."""
    lacking = {
        address: value
        for address, value in desired.objects.items()
        if isinstance(value, Database) and value.migrations == "reviewed" and not value.migrations_path
    }
    filled = {
        address: replace(value, migrations_path=_default(address, folder))
        for address, value in lacking.items()
    }
    return replace(desired, objects={**desired.objects, **filled}, folder=str(folder))


def has_reviewed(desired: Desired) -> bool:
    """Is any database changed by written revisions?"""
    return any(getattr(value, "migrations", "") == "reviewed" for value in desired.objects.values())


def _default(database: Address, folder: Path) -> str:
    project = database.container("project")
    inside = (project.name[0] if project is not None else "", database.name[0])
    return Path(os.path.relpath(migrations_root(folder).joinpath(*inside), folder)).as_posix()


def migrations_root(folder: Path) -> Path:
    """The nearest ``migrations/`` with an ``alembic.ini``, upwards from the stack. Where there is none yet: the working
    directory's, or the stack's own when it is called from elsewhere.
    """
    for place in (folder, *folder.parents):
        if (place / ROOT / INI).is_file():
            return place / ROOT
    here = Path.cwd()
    return (here if folder.is_relative_to(here) else folder) / ROOT
