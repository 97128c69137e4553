"""An extension of a database. Address: ``…/database.D/extension.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """``version`` UNSET takes the server's default and is then never a difference."""

    kind: ClassVar[str] = "extension"

    schema: str | Unset = settable()
    version: str | Unset = settable()
