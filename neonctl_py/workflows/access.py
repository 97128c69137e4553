"""How a workflow reaches the Neon API: host and key, and what to say when there is no key.

Never here: reading the environment, starting anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonAuthError
from neonctl_py.settings import DEFAULT_HOST

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: for one request, for all waiting on a busy API within one request, for one operation to end."""

    request: float = 60.0
    retries: float = 120.0
    operation: float = 600.0


@dataclass(frozen=True, slots=True)
class NeonAccess:
    """``api_key`` None: none was given, which matters only when a stack has something on Neon. ``key_source`` is where it
    came from, for messages.
    """

    api_key: Secret | None
    host: str = DEFAULT_HOST
    org_id: str | None = None
    key_source: str = "NEON_API_KEY"
    timing: Timing = Timing()

    def client(self) -> NeonClient:
        """A client to be used as a context manager. Raises NeonAuthError without a key."""
        if self.api_key is None:
            raise NeonAuthError(
                "no Neon API key",
                detail="The stack has projects on Neon, and NEON_API_KEY is not set.",
                hint="export NEON_API_KEY=…, give --api-key-file FILE, or try it on the embedded Neon with --local",
            )
        # most of a second's tenth, and a stack without Neon needs none of it
        from neonctl_py.neon.client import NeonClient  # noqa: PLC0415
        from neonctl_py.neon.operations import WaitPolicy  # noqa: PLC0415
        from neonctl_py.neon.retry import RetryPolicy  # noqa: PLC0415

        return NeonClient(
            self.api_key,
            self.host,
            timeout=self.timing.request,
            org_id=self.org_id,
            key_source=self.key_source,
            retry=RetryPolicy(budget=self.timing.retries),
            waiting=WaitPolicy(budget=self.timing.operation),
        )
