"""User mappings: what they hold is secret, and no file may hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import Inexpressible, Writing

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.user_mapping import UserMapping


def write(address: Address, value: UserMapping, writing: Writing) -> None:
    """Told, not written."""
    del address, value, writing
    raise Inexpressible("its options are secret: declare it with references, `password: ${env:NAME}`")
