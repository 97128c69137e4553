"""A text search configuration. Address: ``…/database.D/text_search_configuration.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearchConfiguration:
    """``mappings``: token type -> its dictionaries in their order, sorted by token type; names with their schema unless they
    are Postgres' own.
    """

    kind: ClassVar[str] = "text_search_configuration"

    parser: str = settable(default='"default"', immutable=True)
    mappings: tuple[tuple[str, tuple[str, ...]], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
