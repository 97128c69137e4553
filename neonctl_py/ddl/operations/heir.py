"""Tables that INHERIT and have NOT NULLs of their own on their parents' columns, which PostgreSQL 18 knows by name.

Only CREATE TABLE gives such a one a name that is not the parent's, and Alembic's own has no words for it. Never here: other tables,
and which NOT NULLs these are (plan).
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  a field type
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import column
from neonctl_py.ddl.quoting import identifier
from neonctl_py.model.column import Column

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.model.table import Heir
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateHeir(CatalogOperation):
    """``elements``: what stands between the brackets; ``of``: the parents' qualified names; ``suffix``: what follows them."""

    verb: ClassVar[str] = "create_heir"

    table: str
    elements: Sequence[str]
    of: Sequence[str]
    suffix: str = ""
    unlogged: bool = False

    def statement(self) -> str:
        start = f"CREATE {'UNLOGGED ' if self.unlogged else ''}TABLE {self.table}"
        held = ", \n\t".join(self.elements)
        return f"{start} (\n\t{held}\n) INHERITS ({', '.join(self.of)}){self.suffix}"

    def reverse(self) -> MigrateOperation:
        return self._undo or super().reverse()


OPERATIONS = (CreateHeir,)


def elements(step: SqlStep, table: Heir) -> list[str]:
    """Its own columns, then its own NOT NULLs on its parents' ones. Constraints follow the table."""
    columns = [
        column.whole_text(step.address, place.name[0], held)
        for place, held in step.parts
        if isinstance(held, Column)
    ]
    strict = (
        f"CONSTRAINT {identifier(item.name)} NOT NULL {identifier(item.column)}" for item in table.not_nulls
    )
    return [*columns, *strict]
