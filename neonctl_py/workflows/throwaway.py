"""What a workflow asks of a Postgres that nobody keeps. Never here: having one (the command line brings it)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.values import Secret


class ThrowawayPostgres(Protocol):
    """Superuser sessions on databases that vanish with the command."""

    wanted: int
    """The major version, as long as the server was not needed yet."""

    @property
    def owner(self) -> str:
        """Who owns what the texts give no owner."""
        ...

    def empty_database(self) -> Secret:
        """The URL of a new one."""
        ...

    def loaded_database(
        self, texts: Mapping[str, str], *, before: str = "", schemas: Mapping[str, str] | None = None
    ) -> Secret:
        """The URL of a new one with what the SQL texts (by name) make, after ``before``; ``schemas`` says by text where
        unqualified names belong.
        """
        ...


OpensThrowaway = Callable[[], AbstractContextManager[ThrowawayPostgres]]
"""It starts when it is first needed, and is gone when the context ends."""
