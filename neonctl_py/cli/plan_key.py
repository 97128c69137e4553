"""The key that plans are signed with: from the environment, never an argument, which everyone on the machine could read."""

from __future__ import annotations

import os

from neonctl_py.errors import NeonpyError
from neonctl_py.model.values import Secret

VARIABLE = "NEONPY_PLAN_KEY"
_SHORTEST = 16


def plan_key() -> Secret | None:
    """None where plans are not signed. Raises NeonpyError for a key that could be guessed."""
    found = os.environ.get(VARIABLE, "")
    if not found:
        return None
    if len(found) < _SHORTEST:
        raise NeonpyError(
            "the key for plans is too short",
            detail=f"{VARIABLE} has {len(found)} characters.",
            hint=f"At least {_SHORTEST}: openssl rand -hex 32",
        )
    return Secret(found)
