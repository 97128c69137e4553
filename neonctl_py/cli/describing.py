"""What the commands that describe a database share: a declared one, or a live one by its URL. Never here: describing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.workflows.described import Described


def described(  # noqa: PLR0917  the options that say which
    stack: Path,
    url: str | None,
    project: str | None,
    database: str | None,
    var: list[str] | None,
    var_file: list[Path] | None,
) -> Described:
    """Raises NeonpyError where there is none."""
    from neonctl_py.workflows.described import declared_databases, live_database

    if url is not None:
        from neonctl_py.model.values import Secret

        return live_database(Secret(url))
    from neonctl_py.cli.loading import load

    return declared_databases(load(stack, var, var_file).desired, project, database)
