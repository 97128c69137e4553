"""What a table says of one of its indexes, said again after that index was made anew. Never here: what it says for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.table import Table

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.plan.steps import SqlStep


@dataclass
class MarkIndex(CatalogOperation):
    """``on``: ``TABLE public.orders``. ``action``: ``CLUSTER ON orders_at``, ``REPLICA IDENTITY USING INDEX orders_key``."""

    verb: ClassVar[str] = "mark_index"

    on: str
    action: str

    def statement(self) -> str:
        return f"ALTER {self.on} {self.action}"


OPERATIONS = (MarkIndex,)


def marked(step: SqlStep) -> list[MigrateOperation]:
    """By the context that ``plan/rules/marks`` gives to a step."""
    lowered: list[MigrateOperation] = []
    for place, held in step.context:
        if not isinstance(held, Table | MaterializedView) or place != step.address.parent:
            continue
        actions = [f"CLUSTER ON {identifier(held.clustered_on)}"] if held.clustered_on else []
        index = getattr(held, "replica_identity_index", None)
        actions += [f"REPLICA IDENTITY USING INDEX {identifier(index)}"] if index else []
        on = object_clause(place)
        lowered += [MarkIndex(on, action).undone_by(attributes.Nothing()) for action in actions]
    return lowered
