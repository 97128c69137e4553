"""An event trigger of a database. Address: ``…/database.D/event_trigger.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.model.values import QualifiedName, Unset, settable

if TYPE_CHECKING:
    from neonctl_py.model.trigger import Enabled


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTrigger:
    """``event``: ``ddl_command_start``…; ``tags``: command tags, () for every one; their order means nothing."""

    kind: ClassVar[str] = "event_trigger"

    event: str = settable(default="", immutable=True)
    tags: tuple[str, ...] = settable(default=(), immutable=True)
    function: QualifiedName = settable(default=QualifiedName("", ""), immutable=True)
    enabled: Enabled = settable(default="origin")
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
