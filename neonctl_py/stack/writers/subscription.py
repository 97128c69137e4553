"""Subscriptions: what they connect to is a secret, which no file may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import Inexpressible, Writing

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.subscription import Subscription


def write(address: Address, value: Subscription, writing: Writing) -> None:
    """Told, not written."""
    del address, value, writing
    raise Inexpressible("its connection is a secret: declare it with `connection: ${env:NAME}`")
