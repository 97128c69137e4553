"""Databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.values import UNSET
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.database import Database


def write(address: Address, value: Database, writing: Writing) -> None:
    """Databases belong to the project's document, whichever branch they were read from."""
    project = address.container("project")
    container = writing.document(project)
    if container is None:
        return
    document = writing.begin(address, container, "databases")
    put_written(
        document,
        (
            ("comment", value.comment),
            ("owner", value.owner),
            ("connection_limit", value.connection_limit),
            ("settings", UNSET if value.settings is UNSET else settings(value.settings)),
            ("migrations", _migrations(value)),
        ),
    )


def _migrations(value: Database) -> object:
    """The short form where only the mode is said."""
    if value.migrations == "auto":
        return UNSET
    more = {"path": value.migrations_path, "version_table": value.version_table}
    written = {key: text for key, text in more.items() if text}
    return {"mode": value.migrations, **written} if written else value.migrations
