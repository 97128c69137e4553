"""The files of a folder of revisions: what plain alembic wants beside them. What is there already stays as it is.

Never here: writing them (the command line does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.revisions import project_files
from neonctl_py.stack.migration_paths import INI

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from neonctl_py.workflows.reviewed_databases import ReviewedDatabase


def project_texts(databases: Sequence[ReviewedDatabase]) -> dict[Path, str]:
    """``alembic.ini``, ``env.py`` and the template of the databases' common folders, as far as they are new or change. A folder
    that is somebody's own Alembic project is left alone.
    """
    changed: dict[Path, str] = {}
    for root in sorted({found for item in databases if (found := _root(item)) is not None}):
        changed |= _of_root(root, [item for item in databases if _root(item) == root])
    return changed


def _root(database: ReviewedDatabase) -> Path | None:
    """The common folder, where the path ends with the database's name in it; None for a folder with a life of its own."""
    if (database.path / "env.py").exists() or (database.path / INI).exists():
        return None
    root = database.path.parent.parent
    return root if database.path == root / database.name else None


def _of_root(root: Path, databases: Sequence[ReviewedDatabase]) -> dict[Path, str]:
    ini = root / INI
    wanted = {
        ini: project_files.ini({item.name: _options(item) for item in databases}, _text(ini)),
        root / "env.py": _text(root / "env.py") or project_files.ENV,
        root / "script.py.mako": _text(root / "script.py.mako") or project_files.TEMPLATE,
    }
    return {path: text for path, text in wanted.items() if text != _text(path)}


def _options(database: ReviewedDatabase) -> dict[str, str]:
    options = {"version_locations": f"%(here)s/{database.name}/versions"}
    if (database.table.schema, database.table.name) != ("public", "alembic_version"):
        options |= {"version_table": database.table.name, "version_table_schema": database.table.schema}
    return options


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
