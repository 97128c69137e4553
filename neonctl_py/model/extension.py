"""An extension of a database. Address: ``…/database.D/extension.NAME``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from neonctl_py.model.values import NEVER_COMPARED, Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """``version`` UNSET takes the server's default and is then never a difference. ``updates``: the versions
    that the observed one can be updated to. ``relocatable``: may it be moved to another schema? ``comment`` None is the
    extension's own one, ``own_comment`` as observed; "" is none.
    """

    kind: ClassVar[str] = "extension"

    schema: str | Unset = settable()
    version: str | Unset = settable()
    comment: str | Unset | None = settable()
    own_comment: str | None = field(default=None, compare=False, metadata=NEVER_COMPARED)
    updates: tuple[str, ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)
    relocatable: bool = field(default=True, compare=False, metadata=NEVER_COMPARED)
