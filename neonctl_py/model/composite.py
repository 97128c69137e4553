"""A composite type. Address: ``…/database.D/composite.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True)
class Attribute:
    """``type`` as ``format_type`` spells it; ``collation`` qualified, None is the type's own."""

    name: str
    type: str
    collation: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """Its attributes in their order."""

    kind: ClassVar[str] = "composite"

    attributes: tuple[Attribute, ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
