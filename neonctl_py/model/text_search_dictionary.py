"""A text search dictionary. Address: ``…/database.D/text_search_dictionary.SCHEMA.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearchDictionary:
    """``template`` with its schema unless it is Postgres' own; ``options`` sorted by name."""

    kind: ClassVar[str] = "text_search_dictionary"

    template: str = settable(default="", immutable=True)
    options: tuple[tuple[str, str], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
