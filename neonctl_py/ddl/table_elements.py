"""What stands between the brackets of CREATE TABLE: as text, where that is all that is wanted, or as SQLAlchemy's objects.

Those objects are made when somebody looks at them: a table of ten costs as much as sending it. Never here: what a column says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from sqlalchemy.schema import SchemaItem


@dataclass
class TableElements(Sequence["SchemaItem"]):
    """``lines``: one for each column, then one for each constraint, as Alembic would write them; None where only it can."""

    build: Callable[[], list[SchemaItem]]
    lines: tuple[str, ...] | None

    @cached_property
    def _items(self) -> list[SchemaItem]:
        return self.build()

    @overload
    def __getitem__(self, place: int) -> SchemaItem: ...
    @overload
    def __getitem__(self, place: slice) -> list[SchemaItem]: ...
    def __getitem__(self, place: int | slice) -> SchemaItem | list[SchemaItem]:
        return self._items[place]

    def __len__(self) -> int:
        return len(self._items)
