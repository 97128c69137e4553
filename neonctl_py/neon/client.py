"""The client of the Neon API: reads and writes over one session. It knows resources, never stacks and plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from neonctl_py.neon.operations import WaitPolicy
from neonctl_py.neon.retry import SYSTEM_CLOCK, Clock, RetryPolicy
from neonctl_py.neon.session import Session
from neonctl_py.neon.writes import Writes

if TYPE_CHECKING:
    from types import TracebackType

    import httpx

    from neonctl_py.model.values import Secret

DEFAULT_HOST = "https://console.neon.tech/api/v2"


class NeonClient(Writes):
    """Use it as a context manager. Thread-safe. ``timeout`` in seconds for one request; ``key_source`` is where the key
    came from, for messages; ``transport`` and ``clock`` are the seams of tests.
    """

    def __init__(
        self,
        api_key: Secret,
        host: str = DEFAULT_HOST,
        *,
        transport: httpx.BaseTransport | None = None,
        timeout: float = 60.0,
        org_id: str | None = None,
        key_source: str = "NEON_API_KEY",
        retry: RetryPolicy | None = None,
        waiting: WaitPolicy | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.host = host.rstrip("/")
        session = Session(
            api_key,
            self.host,
            key_source=key_source,
            transport=transport,
            timeout=timeout,
            retry=retry or RetryPolicy(),
            clock=clock,
        )
        super().__init__(session, org_id, waiting or WaitPolicy(), clock)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"NeonClient({self.host!r})"
