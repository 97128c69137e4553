"""The throwaway Postgres of a command: started when it is first needed, gone when the command ends.

Never here: what is read in it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.emulator.throwaway import Throwaway

DEFAULT_MAJOR = 17


class LazyThrowaway:
    """Implements ``workflows.throwaway.ThrowawayPostgres``. ``major`` is wanted; the nearest that can be had is taken."""

    def __init__(self, major: int = DEFAULT_MAJOR) -> None:
        self.wanted = major
        self._running: Throwaway | None = None

    @property
    def owner(self) -> str:
        """Who owns what the texts give no owner."""
        from neonctl_py.emulator.throwaway import LOADER

        return LOADER

    @property
    def unavailable(self) -> Mapping[str, str]:
        """Extensions that the texts want and that this server can't have, with their schemas."""
        return self._running.unavailable if self._running is not None else {}

    def empty_database(self) -> Secret:
        """A new one."""
        with _failures():
            return Secret(self._server().empty_database())

    def loaded_database(
        self, texts: Mapping[str, str], *, before: str = "", schemas: Mapping[str, str] | None = None
    ) -> Secret:
        """A new one with what the texts make. Raises NeonpyError with psql's words."""
        with _failures():
            return Secret(self._server().loaded_database(texts, before=before, schemas=schemas))

    def close(self) -> None:
        """End the server if it runs."""
        if self._running is not None:
            self._running.close()

    def _server(self) -> Throwaway:
        from neonctl_py.emulator.throwaway import Throwaway

        if self._running is None:
            self._running = Throwaway(self.wanted)
        return self._running


@contextmanager
def throwaway_postgres(major: int = DEFAULT_MAJOR) -> Iterator[LazyThrowaway]:
    """One for the length of a command."""
    lazy = LazyThrowaway(major)
    try:
        yield lazy
    finally:
        lazy.close()


@contextmanager
def _failures() -> Iterator[None]:
    from neonctl_py.emulator.errors import EmulatorError
    from neonctl_py.errors import NeonpyError

    try:
        yield
    except EmulatorError as error:
        summary, *rest = (str(part) for part in error.args or (error,))
        detail = getattr(error, "hint", "") or "\n".join(rest)
        raise NeonpyError(summary, detail=detail) from error
