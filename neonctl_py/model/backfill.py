"""Values for the rows that a table has already: what is computed, for which rows, along which key. Never here: doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """``column`` gets ``expression`` where it is null; or, with ``source``, that column's values (``type``: its type) where it differs.
    ``keys``: (name, type) of the columns along which batches are cut; without any, it is done along the pages of the table.
    """

    kind: ClassVar[str] = "backfill"

    column: str
    expression: str = ""
    source: str = ""
    type: str = ""
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def along(self) -> str:
        """Of what batches are cut, for people."""
        return ", ".join(name for name, _ in self.keys) or "the table's pages"
