"""How a workflow reaches the Neon API: host and key, and what to say when there is no key.

Never here: reading the environment, starting anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonAuthError
from neonctl_py.neon.client import DEFAULT_HOST as NEON_HOST
from neonctl_py.neon.client import NeonClient

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret

DEFAULT_HOST = NEON_HOST


@dataclass(frozen=True, slots=True)
class NeonAccess:
    """``api_key`` None: none was given, which matters only when a stack has something on Neon. ``key_source`` is where it
    came from, for messages.
    """

    api_key: Secret | None
    host: str = DEFAULT_HOST
    org_id: str | None = None
    key_source: str = "NEON_API_KEY"

    def client(self) -> NeonClient:
        """A client to be used as a context manager. Raises NeonAuthError without a key."""
        if self.api_key is None:
            raise NeonAuthError(
                "no Neon API key",
                detail="The stack has projects on Neon, and NEON_API_KEY is not set.",
                hint="export NEON_API_KEY=…, give --api-key-file FILE, or try it on the embedded Neon with --local",
            )
        return NeonClient(self.api_key, self.host, org_id=self.org_id, key_source=self.key_source)
