"""A database read in a thread of its own, before anybody knows what for.

Never here: what was read means, and what fails before anybody asks for it.
"""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from neonctl_py.errors import PostgresError
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import CatalogRows


class EarlyReading(Thread):
    """Begins at once. A daemon: what turns out to be wrong must not wait for a server that does not answer. ``note`` is called
    in the session before the catalog is read.
    """

    def __init__(
        self, url: Secret, database: Address, note: Callable[[Connection, Address], None] | None = None
    ) -> None:
        super().__init__(daemon=True)
        self.url = url
        self._database = database
        self._note = note
        self._found: tuple[Connection, CatalogRows] | PostgresError | None = None
        self.start()

    def run(self) -> None:
        try:
            connection = connect(self.url)
            try:
                if self._note is not None:
                    self._note(connection, self._database)
                self._found = connection, read_rows(connection, self._database)
            except PostgresError:
                connection.close()
                raise
        except PostgresError as error:
            self._found = error

    def result(self) -> tuple[Connection, CatalogRows]:
        """The session and what it read, once: the caller's from now on. Raises PostgresError and its kin."""
        self.join()
        found, self._found = self._found, None
        if isinstance(found, tuple):
            return found
        raise found if found is not None else PostgresError("A database can't be read.")
