"""A subscription: what logical replication receives. Address: ``…/database.D/subscription.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Secret, Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """``connection``: UNSET where only a superuser may read it. ``enabled`` False never connects: neither when it
    is made nor when it is dropped. ``slot_name``: None is no slot. ``streaming``: ``off``, ``on``,
    ``parallel``. Observed, UNSET is what the server's version does not have.
    """

    kind: ClassVar[str] = "subscription"

    connection: Secret | Unset = settable(sensitive=True)
    publications: tuple[str, ...] = settable(default=())
    enabled: bool = settable(default=True)
    slot_name: str | Unset | None = settable()
    binary: bool = settable(default=False)
    streaming: str | Unset = settable()
    two_phase: bool | Unset = settable(default=False, immutable=True)
    disable_on_error: bool | Unset = settable(default=False)
    password_required: bool | Unset = settable(default=True)
    run_as_owner: bool | Unset = settable(default=False)
    origin: str | Unset = settable(default="any")
    failover: bool | Unset = settable(default=False)
    synchronous_commit: str = settable(default="off")
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
