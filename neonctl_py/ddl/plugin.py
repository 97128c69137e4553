"""Our operations for plain ``alembic``: what an ``env.py`` imports, or names as a plugin.

    from neonctl_py.ddl import plugin
    plugin.register()

Nothing is compared here: ``autogenerate_plugins`` stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.registry import register as _register
from neonctl_py.ddl.revisions.run import SESSION

if TYPE_CHECKING:
    from alembic.runtime.plugins import Plugin
    from sqlalchemy import Connection

SETTINGS: Final = SESSION
"""Statements that a session of revisions, or a script of them, begins with."""


def register() -> None:
    """Teach Alembic ``op.create_policy(…)`` and the others."""
    _register()


def setup(plugin: Plugin) -> None:  # noqa: ARG001  Alembic's signature
    """The entry for ``Plugin.setup_plugin_from_module``."""
    _register()


def prepare(connection: Connection) -> None:
    """The settings that a session of revisions begins with. On the session: what is LOCAL is lost in an autocommit block."""
    for setting in SETTINGS:
        connection.exec_driver_sql(setting)
    connection.commit()
