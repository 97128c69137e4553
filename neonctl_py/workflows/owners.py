"""States without owners, or without one of them: what was made for the length of a command belongs to nobody.

Never here: who owns what (postgres/observe).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.values import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def without_owner(objects: Mapping[Address, Object], owner: str) -> dict[Address, Object]:
    """The same, where that role owns nothing, holds nothing and doesn't exist."""
    found: dict[Address, Object] = {}
    for address, value in objects.items():
        if address.kind not in ("role", "grant", "default_privileges") or owner not in address.name:
            changes: dict[str, Any] = {"owner": UNSET} if getattr(value, "owner", None) == owner else {}
            found[address] = replace(value, **changes) if changes else value
    return found


def without_owners(objects: Mapping[Address, Object]) -> dict[Address, Object]:
    """Nothing has an owner on the other side, so none is a difference."""
    owners: dict[str, Any] = {"owner": UNSET}
    return {
        address: replace(value, **owners) if hasattr(value, "owner") else value
        for address, value in objects.items()
    }
