"""What a workflow asks of a Postgres that nobody keeps. Never here: having one (the command line brings it)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from neonctl_py.errors import NeonpyError

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

    @property
    def unavailable(self) -> Mapping[str, str]:
        """Extensions that the texts want and that this server can't have, with the schemas that they belong into."""
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


def require_all(throwaway: ThrowawayPostgres) -> None:
    """Where a part of what the texts say would be taken for the whole. Raises NeonpyError."""
    if throwaway.unavailable:
        raise NeonpyError(
            "an extension is not to be had",
            detail=f"The Postgres that reads the files has no {', '.join(sorted(throwaway.unavailable))}.",
            hint="Take it out of the files; a stack declares it under `extensions:` of its database.",
        )
