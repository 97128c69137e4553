"""Databases read while their stack is still being loaded: where a server is is known long before what it should hold.

Never here: what was read means, and what fails before anybody asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.neon.connections import with_database
from neonctl_py.postgres.connect import as_new, connect
from neonctl_py.postgres.early_reading import EarlyReading
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.observe_world import PARALLEL, Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.stack.load import Servers
    from neonctl_py.workflows.observe_world import Note

_LIMIT: Final = PARALLEL


class EarlySessions:
    """``note`` is called for each database before it is read, or ``beside`` with where it is. ``left``: sessions that others have done
    with, and in which the server knows its catalog by heart: they are used first.
    """

    def __init__(
        self,
        note: Note | None = None,
        *,
        beside: Callable[[Secret, Address], None] | None = None,
        left: dict[Address, Connection] | None = None,
    ) -> None:
        self._note = note
        self._beside = beside
        self._left = left if left is not None else {}
        self._begun: dict[Address, EarlyReading] = {}

    def begin(self, servers: Servers) -> None:
        """Start to read these databases, and the ones that the URLs themselves name."""
        for project, (url, names) in servers.items():
            for name in dict.fromkeys((database_name(url), *names)):
                if len(self._begun) < _LIMIT:
                    place = project.child("database", name)
                    self._begun[place] = EarlyReading(with_database(url, name), place, self._note)

    def open(self, database: Address, url: Secret) -> Opened:
        """A session, with the rows when they were read before. Raises PostgresError and its kin."""
        begun = self._begun.pop(database, None)
        if begun is not None and begun.url == url:
            return Opened(*begun.result())
        left = self._left.pop(database, None)
        connection = (None if left is None else as_new(left)) or connect(url)
        if self._note is not None:
            self._note(connection, database)
        if self._beside is not None:
            self._beside(url, database)
        return Opened(connection)
