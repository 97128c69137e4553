"""Subscriptions: what they connect to is a secret, which no file may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.subscription import Subscription
from neonctl_py.model.values import UNSET
from neonctl_py.stack.writing import LeftOut, Writing

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

_PLAIN: Final = Subscription()
_OPTIONS: Final = (
    "enabled",
    "binary",
    "streaming",
    "two_phase",
    "disable_on_error",
    "password_required",
    "run_as_owner",
    "origin",
    "failover",
    "synchronous_commit",
)


def write(address: Address, value: Subscription, writing: Writing) -> None:
    """Under ``subscriptions`` of its database. Its connection stays as it is."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "subscriptions")
    document["publications"] = list(value.publications)
    options: dict[str, Any] = {name: getattr(value, name) for name in _OPTIONS}
    document.update(
        (name, item) for name, item in options.items() if item is not UNSET and item != getattr(_PLAIN, name)
    )
    if value.slot_name is not UNSET:
        document["slot_name"] = value.slot_name
    if value.owner is not UNSET:
        document["owner"] = value.owner
    if value.comment:
        document["comment"] = value.comment
    why = "its connection is a secret, so it isn't written and stays as it is: `connection: ${env:NAME}` says it"
    writing.left_out.append(LeftOut(address, why))
